using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Tests.Statistics.Cells;

public class NumericBaselineTests
{
    [Fact]
    public void From_cells_follow_the_statistics_of_the_samples_themselves() => Prop.ForAll(
        ArbMap.Default.ArbFor<double[]>(),
        ArbMap.Default.ArbFor<double[]>(),
        AgreesWithSamples).QuickCheckThrowOnFailure();

    [Fact]
    public void Ties_between_the_samples_are_counted_where_they_lie() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<byte[]>(),
        (a, b) => AgreesWithSamples([.. a.Select(v => v % 7.0)], [.. b.Select(v => v % 9.0)])).QuickCheckThrowOnFailure();

    [Fact]
    public void When_quantiles_were_cut_at_the_bounds_hold_the_exact_figures()
    {
        var random = new Random(5);
        double[] reference = [.. Enumerable.Range(0, 5_000).Select(_ => random.NextDouble())];
        double[] current = [.. Enumerable.Range(0, 700).Select(_ => Math.Sqrt(random.NextDouble()))];
        NumericBaseline baseline = NumericBaseline.FromValues(reference, maximumCuts: 200);
        NumericComparison actual = baseline.Compare(Count(baseline, current));
        Array.Sort(reference);
        Array.Sort(current);

        Assert.InRange(KolmogorovSmirnov.Statistic(reference, current), actual.Ks, actual.KsHigh);
        Assert.InRange(actual.KsHigh - actual.Ks, 0, 0.01);
        double exact = Wasserstein.Distance(reference, current);
        Assert.InRange(exact, actual.Wasserstein.Low - 1e-12, actual.Wasserstein.High + 1e-12);
        Assert.Equal(exact, actual.Wasserstein.Value, exact * 0.005);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(7)]
    [InlineData(1)]
    public void The_walk_over_touched_cells_gives_the_figures_of_the_scan_of_all_cells(int maximumCuts) => Prop.ForAll(
        ArbMap.Default.ArbFor<double[]>(),
        ArbMap.Default.ArbFor<double[]>(),
        ArbMap.Default.ArbFor<byte[]>(),
        (reference, values, picked) =>
        {
            double[] current = [.. values, .. picked.Where(_ => reference.Length > 0).Select(p => reference[p % reference.Length] + (p % 3 == 0 ? 0.01 : 0))];
            NumericBaseline baseline = NumericBaseline.FromValues(reference, maximumCuts: maximumCuts);
            NumericCounter window = Count(baseline, current);
            NumericComparison walked = baseline.Compare(window);
            (double ks, double high) = KolmogorovSmirnov.FromCells(baseline.Counter, window);
            WassersteinEstimate scanned = Wasserstein.FromCells(baseline.Counter, window);
            long[] bins = new long[baseline.Bins.Count];
            baseline.Bins.Sum(window, bins);
            double scale = Math.Max(reference.Concat(current).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max(), 1e-300);
            return ks.Equals(walked.Ks) && high.Equals(walked.KsHigh) && bins.SequenceEqual(walked.BinCounts)
                && Near(scanned.Value, walked.Wasserstein.Value) && Near(scanned.Low, walked.Wasserstein.Low) && Near(scanned.High, walked.Wasserstein.High);

            bool Near(double a, double b) => double.IsNaN(a) ? double.IsNaN(b) : Math.Abs((a / scale) - (b / scale)) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_constant_reference_gives_figures_not_nan()
    {
        NumericBaseline baseline = NumericBaseline.FromValues([5, 5, 5, 5]);
        NumericComparison same = baseline.Compare(Count(baseline, 5, 5));
        NumericComparison moved = baseline.Compare(Count(baseline, 7, 7));

        Assert.Equal((0, 0, 0, 1), (same.Ks, same.Psi, same.Wasserstein.Value, same.KsPValue));
        Assert.Equal((1, 2, 2), (moved.Ks, moved.Wasserstein.Value, baseline.Bins.Count));
        Assert.True(moved.Psi > 9);
    }

    [Fact]
    public void An_all_missing_window_is_unknown_not_stable()
    {
        NumericBaseline baseline = NumericBaseline.FromValues([1, 2, 3]);
        NumericComparison actual = baseline.Compare(Count(baseline, double.NaN, double.NaN));

        Assert.Equal((2, 2, 1.0), (actual.Rows, actual.Missing, actual.MissingRate));
        Assert.All(
            new[] { actual.Ks, actual.KsPValue, actual.Psi, actual.JensenShannon, actual.Wasserstein.Value, actual.Mean },
            v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void A_reference_without_a_value_is_unknown_not_a_fault()
    {
        NumericBaseline baseline = NumericBaseline.FromValues([double.NaN]);
        NumericComparison actual = baseline.Compare(Count(baseline, 1, 2));

        Assert.True(double.IsNaN(actual.Ks) && double.IsNaN(actual.Psi) && double.IsNaN(actual.Wasserstein.Value));
        Assert.Equal(1.5, actual.Mean);
    }

    [Fact]
    public void Infinities_take_part_in_order_and_not_in_distance()
    {
        NumericBaseline baseline = NumericBaseline.FromValues([1, 2, 3, 4]);
        NumericComparison actual = baseline.Compare(Count(baseline, double.PositiveInfinity, double.PositiveInfinity, 1, 2));

        Assert.Equal(0.5, actual.Ks);
        Assert.True(double.IsFinite(actual.Psi));
        Assert.Equal(1, actual.Wasserstein.Value, 1e-12);
        Assert.Equal(2, actual.Infinite);
    }

    [Fact]
    public void Numbers_near_the_end_of_the_line_give_finite_distances()
    {
        NumericBaseline baseline = NumericBaseline.FromValues([-1e308, 0, 1e308]);
        NumericComparison actual = baseline.Compare(Count(baseline, 1.5e308, 1.5e308, -1.5e308));

        Assert.True(double.IsFinite(actual.Wasserstein.Value) && double.IsFinite(actual.Wasserstein.High));
        Assert.Equal((0.5e308 / 3) + (1.5e308 / 3) + (0.5e308 / 3), actual.Wasserstein.Value, 1e296);
    }

    [Fact]
    public void A_window_over_other_cells_is_refused() =>
        Assert.Throws<ArgumentException>(() => NumericBaseline.FromValues([1, 2]).Compare(new NumericCounter(new NumericCells([1]))));

    private static bool AgreesWithSamples(double[] reference, double[] current)
    {
        NumericBaseline baseline = NumericBaseline.FromValues(reference);
        NumericComparison actual = baseline.Compare(Count(baseline, current));
        double[] a = Sorted(reference, v => !double.IsNaN(v));
        double[] b = Sorted(current, v => !double.IsNaN(v));
        double ks = KolmogorovSmirnov.Statistic(a, b);
        double exact = Wasserstein.Distance(Sorted(reference, double.IsFinite), Sorted(current, double.IsFinite));
        double scale = Math.Min(double.MaxValue, a.Concat(b).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max()) * 1e-12;
        bool ksAgrees = ks.Equals(actual.Ks) && actual.Ks.Equals(actual.KsHigh);
        bool distanceAgrees = double.IsNaN(exact)
            ? double.IsNaN(actual.Wasserstein.Value)
            : exact >= actual.Wasserstein.Low - scale && exact <= actual.Wasserstein.High + scale
                && actual.Wasserstein.Low <= actual.Wasserstein.Value && actual.Wasserstein.Value <= actual.Wasserstein.High;
        return ksAgrees && distanceAgrees
            && (double.IsNaN(actual.JensenShannon) || actual.JensenShannon is >= 0 and <= 1 + 1e-12)
            && (double.IsNaN(actual.Psi) || actual.Psi >= 0);
    }

    private static double[] Sorted(double[] values, Func<double, bool> taken)
    {
        double[] sorted = [.. values.Where(taken)];
        Array.Sort(sorted);
        return sorted;
    }

    private static NumericCounter Count(NumericBaseline baseline, params double[] values)
    {
        var counter = new NumericCounter(baseline.Cells);
        counter.Add(values);
        return counter;
    }
}
