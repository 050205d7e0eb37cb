using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Tests.Statistics.Cells;

public class NumericCounterTests
{
    private static readonly NumericCells Cells = new([-3, -1, 0, 0.5, 2, 40]);

    [Fact]
    public void Nothing_and_missing_values_are_not_zero()
    {
        NumericCounter counter = Count(double.NaN, double.NaN);

        Assert.Equal((0, 2, 2), (counter.Values, counter.Missing, counter.Rows));
        Assert.All(new[] { counter.Mean, counter.StandardDeviation, counter.Minimum, counter.Maximum }, v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Infinities_are_counted_apart_and_poison_nothing()
    {
        NumericCounter counter = Count(double.PositiveInfinity, 1, double.NegativeInfinity, 3, double.PositiveInfinity);

        Assert.Equal((1, 2, 2, 5), (counter.NegativeInfinities, counter.PositiveInfinities, counter.Finite, counter.Values));
        Assert.Equal((2, 1, 1, 3), (counter.Mean, counter.StandardDeviation, counter.Minimum, counter.Maximum));
        Assert.Equal(3, counter.GapMean(5));
    }

    [Fact]
    public void A_constant_has_a_deviation_of_exactly_zero()
    {
        var counter = new NumericCounter(Cells);
        for (int i = 0; i < 5_000; i++)
            counter.Add(0.1);

        Assert.Equal(0.1, counter.Mean);
        Assert.Equal(0, counter.StandardDeviation);
    }

    [Theory]
    [InlineData(new[] { 1e308, 1e308, -1e308 }, 1e308 / 3, 0.94280904158206336e308)]
    [InlineData(new[] { double.MaxValue, double.MinValue }, 0, double.MaxValue)]
    [InlineData(new[] { 1e308, 1e308 }, 1e308, 0)]
    [InlineData(new[] { 1e200, 1, 2, 3 }, 2.5e199, 4.330127018922193e199)]
    public void Moments_of_numbers_near_the_end_of_the_line_are_finite_and_right(double[] values, double mean, double deviation)
    {
        NumericCounter counter = Count(values);

        Assert.Equal(mean, counter.Mean, Math.Abs(mean) * 1e-14);
        Assert.Equal(deviation, counter.StandardDeviation, deviation * 1e-14);
        Assert.True(double.IsFinite(counter.GapMean(6)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1e9, 1)]
    [InlineData(-1e12, 1e-3)]
    [InlineData(1e-140, 1e-142)]
    public void Moments_agree_with_a_two_pass_sum_in_wider_numbers(double center, double spread)
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => center + (spread * (random.NextDouble() - 0.5)))];
        NumericCounter counter = Count(values);

        // Distances from the first value are exact, or nearly so, and decimals have 28 digits.
        decimal unit = 1e-4m;
        decimal[] distances = [.. values.Select(v => (decimal)((v - values[0]) / spread) * unit)];
        decimal mean = distances.Sum() / distances.Length;
        decimal square = distances.Sum(d => (d - mean) * (d - mean)) / distances.Length;

        Assert.Equal(values[0] + ((double)(mean / unit) * spread), counter.Mean, Math.Abs(center) * 1e-15 + spread * 1e-12);
        Assert.Equal(Math.Sqrt((double)(square / unit / unit)) * spread, counter.StandardDeviation, spread * 1e-10);
    }

    [Fact]
    public void Counters_add_in_any_order_and_the_empty_one_changes_nothing() => Prop.ForAll(
        ArbMap.Default.ArbFor<double[]>(),
        ArbMap.Default.ArbFor<double[]>(),
        ArbMap.Default.ArbFor<double[]>(),
        (a, b, c) => Same(Sum(Count(a), Sum(Count(b), Count(c))), Sum(Sum(Count(c), Count(a)), Count(b)))
            && Same(Sum(Count(a), Count()), Count(a))
            && Same(Sum(Count(a), Count(b)), Count([.. a, .. b])))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_added_can_be_subtracted() => Prop.ForAll(
        ArbMap.Default.ArbFor<double[]>(),
        ArbMap.Default.ArbFor<double[]>(),
        (a, b) =>
        {
            NumericCounter counter = Sum(Count(a), Count(b));
            counter.Subtract(Count(b));
            return SameCounts(counter, Count(a));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Subtracting_a_window_leaves_the_moments_of_the_rest()
    {
        NumericCounter counter = Count(1, 2, 3, 10, 20);
        counter.Subtract(Count(10, 20));

        Assert.Equal(2, counter.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(2.0 / 3), counter.StandardDeviation, 1e-12);
    }

    [Fact]
    public void A_cleared_counter_is_a_new_one()
    {
        NumericCounter counter = Count(1, double.NaN, 1e300, double.NegativeInfinity, 0.5);
        counter.Clear();

        Assert.True(Same(counter, Count()));
        counter.Add(7);
        Assert.True(Same(counter, Count(7)));
    }

    [Fact]
    public void Counters_over_different_cells_do_not_combine()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => Count(1).Add(new NumericCounter(new NumericCells([1]))));

        Assert.Contains("6 and 1 cuts", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counting_takes_no_memory()
    {
        double[] values = [1, double.NaN, 1e300, double.PositiveInfinity, -2.5, 0, 40];
        var counter = new NumericCounter(Cells);
        counter.Add(values);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            counter.Add(values);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    internal static NumericCounter Count(params double[] values)
    {
        var counter = new NumericCounter(Cells);
        counter.Add(values);
        return counter;
    }

    private static NumericCounter Sum(NumericCounter a, NumericCounter b)
    {
        var sum = new NumericCounter(Cells);
        sum.Add(a);
        sum.Add(b);
        return sum;
    }

    private static bool SameCounts(NumericCounter a, NumericCounter b)
    {
        bool same = (a.Rows, a.Missing, a.NegativeInfinities, a.PositiveInfinities) == (b.Rows, b.Missing, b.NegativeInfinities, b.PositiveInfinities);
        for (int i = 0; i < Cells.Count; i++)
            same &= a.CountOf(i) == b.CountOf(i);
        return same;
    }

    private static bool Same(NumericCounter a, NumericCounter b)
    {
        double scale = Math.Max(Math.Abs(b.Minimum), Math.Abs(b.Maximum));
        bool same = SameCounts(a, b) && a.Minimum.Equals(b.Minimum) && a.Maximum.Equals(b.Maximum)
            && Near(a.Mean, b.Mean, scale) && Near(a.StandardDeviation, b.StandardDeviation, scale * 1e4);
        for (int i = 0; i <= Cells.Cuts.Length; i++)
            same &= Near(a.GapMean(i), b.GapMean(i), scale);
        return same;
    }

    private static bool Near(double a, double b, double scale) =>
        double.IsNaN(a) ? double.IsNaN(b) : Math.Abs((a / 2) - (b / 2)) <= scale * 1e-12;
}
