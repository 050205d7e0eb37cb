using System.Globalization;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Tests.Drift.Columns;

public class ColumnComparerTests
{
    [Fact]
    public void A_psi_of_a_small_window_that_chance_reaches_is_not_drift()
    {
        // Eighty rows, spread over the deciles of 0..999 as unevenly as chance does.
        double[] current = [.. new[] { 12, 4, 12, 4, 12, 4, 12, 4, 8, 8 }.SelectMany((count, decile) => Enumerable.Range(0, count).Select(i => 100 * (decile + ((i + 0.5) / count))))];
        ColumnComparison small = ColumnComparer.Compare(Numbers(Ramp(1_000)), Numbers(current));
        ColumnComparison large = ColumnComparer.Compare(Numbers(Ramp(1_000)), Numbers([.. Enumerable.Repeat(current, 100).SelectMany(row => row)]));

        Assert.InRange(small.Find("psi")!.Value, 0.1, 0.3);
        Assert.Equal(small.Find("psi")!.Value, large.Find("psi")!.Value, 1e-12);
        Assert.False(small.Drifted);
        Assert.True(large.Drifted);
        Assert.True(small.Bound > small.Find("psi"));
    }

    [Theory]
    [InlineData(1_000, 80, false)]
    [InlineData(500, 500, false)]
    [InlineData(10_000, 200, false)]
    [InlineData(1_000, 80, true)]
    [InlineData(2_000, 2_000, true)]
    public void Without_any_tolerance_the_bounds_alone_keep_the_promised_rate(int rows, int window, bool categories)
    {
        const int Runs = 200, Columns = 10;
        var options = new ComparisonOptions { Tolerance = 0, MissingTolerance = 0, Statistics = new HashSet<string>() };
        var random = new Random(7);
        int alarms = 0;
        for (int run = 0; run < Runs; run++)
        {
            bool any = false;
            for (int column = 0; column < Columns; column++)
            {
                Column Draw(int count) => categories ? Skewed(random, count) : Numbers(Noise(random, count));
                any |= ColumnComparer.Compare(Draw(rows), Draw(window), options, Columns).Drifted == true;
            }

            alarms += any ? 1 : 0;
        }

        Assert.InRange((double)alarms / Runs, 0, 0.05 + (2 * Math.Sqrt(0.05 * 0.95 / Runs)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(3.0)]
    [InlineData(1e308)]
    public void A_column_of_one_value_gives_figures_or_nulls_and_no_verdict_of_drift_against_itself(double value)
    {
        double[] values = [.. Enumerable.Repeat(value, 100)];
        ColumnComparison same = ColumnComparer.Compare(Numbers(values), Numbers([.. values]));

        Assert.False(same.Drifted);
        Assert.All(same.Statistics, statistic => Assert.True(statistic.Value is null || double.IsFinite(statistic.Value.Value), statistic.Key));
    }

    [Fact]
    public void More_missing_values_are_drift_though_the_others_are_as_before()
    {
        double[] half = Ramp(1_000);
        for (int i = 0; i < half.Length; i += 2)
            half[i] = double.NaN;
        ColumnComparison comparison = ColumnComparer.Compare(Numbers(Ramp(1_000)), Numbers(half));

        Assert.True(comparison.Drifted);
        Assert.Equal("missing", comparison.Decided);
        Assert.True(comparison.Find("psi") < 0.01);
    }

    [Fact]
    public void A_window_without_any_value_has_drifted_from_a_reference_with_values()
    {
        ColumnComparison comparison = ColumnComparer.Compare(Numbers(Ramp(100)), Numbers([.. Enumerable.Repeat(double.NaN, 100)]));

        Assert.True(comparison.Drifted);
        Assert.Null(comparison.Find("ks"));
        Assert.Contains("100 % of the values are missing", comparison.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_one_row_or_none_nothing_can_be_said()
    {
        Assert.Null(ColumnComparer.Compare(Numbers(Ramp(1_000)), Numbers([5e9])).Drifted);
        Assert.Null(ColumnComparer.Compare(Numbers(Ramp(1_000)), Numbers([])).Drifted);
        Assert.Null(ColumnComparer.Compare(Categories(("a", 50), ("b", 50)), Categories(("z", 1))).Drifted);
    }

    [Fact]
    public void A_constant_that_changes_has_drifted_in_every_direction()
    {
        double[] before = [.. Enumerable.Repeat(5.0, 500)];
        foreach (double now in (double[])[4, 6, 1e308, -1e308])
        {
            ColumnComparison comparison = ColumnComparer.Compare(Numbers([.. before]), Numbers([.. Enumerable.Repeat(now, 500)]));
            Assert.True(comparison.Drifted, comparison.Reason);
            Assert.Equal(1, comparison.Find("ks"));
            Assert.Equal(0, comparison.Find("tTestPValue"));
        }
    }

    [Fact]
    public void New_categories_are_drift_and_are_named_as_new()
    {
        ColumnComparison comparison = ColumnComparer.Compare(Categories(("a", 500), ("b", 500)), Categories(("a", 400), ("c", 400)));

        Assert.True(comparison.Drifted);
        Assert.Equal((400, 1), (comparison.Unseen, comparison.Vanished));
        Assert.Null(comparison.Find("chiSquareGoodnessOfFit"));
        Assert.Equal(0, comparison.Find("chiSquareGoodnessOfFitPValue"));
        Assert.Contains("new", comparison.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_category_with_a_million_values_is_compared()
    {
        var ids = Enumerable.Range(0, 1_000_000).ToDictionary(i => i.ToString(CultureInfo.InvariantCulture), _ => 1L);
        ColumnComparison comparison = ColumnComparer.Compare(Column.OfCategories("id", ids, 0), Column.OfCategories("id", ids.Take(1_000).ToDictionary(), 0));

        Assert.NotNull(comparison.Find("psi"));
        Assert.False(comparison.Drifted);
    }

    [Fact]
    public void The_order_of_rows_changes_nothing()
    {
        double[] values = Noise(new Random(3), 400);
        double[] backwards = [.. values.Reverse()];
        ColumnComparison one = ColumnComparer.Compare(Numbers(Ramp(300)), Numbers(values));
        ColumnComparison other = ColumnComparer.Compare(Numbers(Ramp(300)), Numbers(backwards));

        Assert.Equal(one.Statistics.ToArray(), other.Statistics.ToArray());
    }

    [Fact]
    public void A_profile_stands_in_for_the_values_that_it_was_made_of()
    {
        double[] values = [.. Noise(new Random(5), 500), double.NaN, double.PositiveInfinity];
        Column remembered = Column.FromReference(SignalReference.Of("x", NumericBaseline.FromValues(values)));
        double[] now = Noise(new Random(6), 200);

        Assert.Equal(
            ColumnComparer.Compare(Numbers([.. values]), Numbers(now)).Statistics.ToArray(),
            ColumnComparer.Compare(remembered, Numbers(now)).Statistics.ToArray());
    }

    private static Column Numbers(double[] values) => Column.OfNumbers("x", values);

    private static Column Categories(params (string Name, long Count)[] counts) => Column.OfCategories("x", counts.ToDictionary(pair => pair.Name, pair => pair.Count), 0);

    /// <summary>Categories of which most are rare, and some missing.</summary>
    private static Column Skewed(Random random, int rows)
    {
        var counts = new Dictionary<string, long>();
        for (int i = 0; i < rows; i++)
        {
            string name = ((int)(30 * Math.Pow(random.NextDouble(), 3))).ToString(CultureInfo.InvariantCulture);
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        long missing = counts.Remove("9", out long nines) ? nines : 0;
        return Column.OfCategories("x", counts, missing);
    }

    private static double[] Ramp(int rows) => [.. Enumerable.Range(0, rows).Select(i => (double)i)];

    private static double[] Noise(Random random, int rows) => [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() + random.NextDouble())];
}
