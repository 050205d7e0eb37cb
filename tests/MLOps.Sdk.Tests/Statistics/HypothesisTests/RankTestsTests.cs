using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Distances;
using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Tests.Statistics.HypothesisTests;

public class RankTestsTests
{
    [Fact]
    public void Exact_p_values_are_shares_of_all_orders()
    {
        double[] places = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        PairedCounts[] all = [.. Subsets(9, 4).Select(chosen => PairedCounts.FromSamples([.. places.Where((_, i) => chosen[i])], [.. places.Where((_, i) => !chosen[i])]))];
        double[] u = [.. all.Select(p => MannWhitney.Test(p).Statistic)];
        double[] t = [.. all.Select(p => CramerVonMises.Test(p).Statistic)];
        for (int i = 0; i < all.Length; i++)
        {
            Assert.Equal(Share(u, v => v >= u[i]), MannWhitney.Test(all[i], Alternative.Greater).PValue, 1e-12);
            Assert.Equal(Share(u, v => v <= u[i]), MannWhitney.Test(all[i], Alternative.Less).PValue, 1e-12);
            Assert.Equal(Share(t, v => v >= t[i] - 1e-9), CramerVonMises.Test(all[i]).PValue, 1e-12);
        }
    }

    [Fact]
    public void Cramer_von_mises_is_the_mean_squared_gap_of_the_distribution_functions() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(),
        ArbMap.Default.ArbFor<int>(),
        (size, seed) =>
        {
            var random = new Random(seed);
            double[] a = [.. Enumerable.Range(0, 2 + (size.Get % 15)).Select(_ => random.NextDouble())];
            double[] b = [.. Enumerable.Range(0, 2 + (size.Get % 9)).Select(_ => random.NextDouble())];
            double sum = a.Concat(b).Sum(x => Math.Pow((a.Count(v => v <= x) / (double)a.Length) - (b.Count(v => v <= x) / (double)b.Length), 2));
            double expected = a.Length * (double)b.Length / ((a.Length + b.Length) * (double)(a.Length + b.Length)) * sum;
            return Math.Abs(expected - CramerVonMises.Test(PairedCounts.FromSamples(a, b)).Statistic) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0.46136, 0.05)]
    [InlineData(0.74346, 0.01)]
    [InlineData(1.16786, 0.001)]
    public void The_limit_of_cramer_von_mises_has_the_values_of_the_tables(double critical, double level)
    {
        // Samples so large that T is the limit, built to have a given statistic: one sample shifted by a share of its range.
        PairedCounts samples = Shifted(200_000, critical);

        Assert.Equal(critical, CramerVonMises.Test(samples).Statistic, 0.01 * critical);
        Assert.Equal(level, CramerVonMises.Test(samples).PValue, 0.05 * level);
    }

    [Fact]
    public void A_change_of_spread_is_seen_by_the_tests_of_distribution_and_not_by_that_of_ranks()
    {
        double[] a = [.. Enumerable.Range(0, 400).Select(i => (i - 199.5) / 400)];
        PairedCounts samples = PairedCounts.FromSamples(a, [.. a.Select(v => v * 3)]);

        Assert.Equal(1, MannWhitney.Test(samples).PValue, 0.02);
        Assert.Equal(AndersonDarling.LeastPValue, AndersonDarling.Test(samples).PValue);
        Assert.True(CramerVonMises.Test(samples).PValue < 1e-6);
        Assert.True(EnergyDistance.Distance(samples) > 0.1);
    }

    [Fact]
    public void The_same_sample_twice_is_no_drift()
    {
        double[] a = [.. Enumerable.Range(0, 100).Select(i => i % 17.0)];
        PairedCounts samples = PairedCounts.FromSamples(a, a);

        Assert.Equal(1, MannWhitney.Test(samples).PValue, 1e-9);
        Assert.Equal(AndersonDarling.GreatestPValue, AndersonDarling.Test(samples).PValue);
        Assert.Equal(1, CramerVonMises.Test(samples).PValue, 1e-2);
        Assert.Equal(0, EnergyDistance.Distance(samples));
    }

    [Fact]
    public void Constants_and_too_few_values_are_not_enough_data()
    {
        PairedCounts constants = PairedCounts.FromSamples([1, 1, 1], [1, 1]);

        Assert.Equal(1, MannWhitney.Test(constants).PValue);
        Assert.Equal(Significance.Unknown, AndersonDarling.Test(constants));
        foreach (PairedCounts empty in (PairedCounts[])[PairedCounts.FromSamples([], [1]), PairedCounts.FromSamples([1], [double.NaN, double.PositiveInfinity])])
        {
            Assert.Equal(Significance.Unknown, MannWhitney.Test(empty));
            Assert.Equal(Significance.Unknown, AndersonDarling.Test(empty));
            Assert.Equal(Significance.Unknown, CramerVonMises.Test(empty));
            Assert.True(double.IsNaN(EnergyDistance.Distance(empty)));
        }
    }

    [Fact]
    public void On_cells_the_tests_are_those_of_the_samples_when_no_two_new_values_share_a_gap() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<byte>>(),
        ArbMap.Default.ArbFor<NonEmptyArray<byte>>(),
        (a, b) =>
        {
            double[] reference = [.. a.Get.Select(v => (double)v)];
            double[] current = [.. b.Get.Select(v => v % 2 == 0 ? reference[v % reference.Length] : reference.Max() + 1)];
            NumericBaseline baseline = NumericBaseline.FromValues(reference);
            var window = new NumericCounter(baseline.Cells);
            window.Add(current);
            PairedCounts cells = PairedCounts.FromCells(baseline.Counter, window);
            PairedCounts samples = PairedCounts.FromSamples(reference, current);
            return MannWhitney.Test(cells).Equals(MannWhitney.Test(samples))
                && AndersonDarling.Test(cells).Equals(AndersonDarling.Test(samples))
                && CramerVonMises.Test(cells).Equals(CramerVonMises.Test(samples))
                && Math.Abs(EnergyDistance.Distance(cells) - EnergyDistance.Distance(samples)) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fisher_is_the_same_with_rows_or_columns_exchanged()
    {
        double p = FisherExact.Test(12, 5, 3, 9).PValue;

        Assert.Equal(p, FisherExact.Test(3, 9, 12, 5).PValue, 1e-12);
        Assert.Equal(p, FisherExact.Test(5, 12, 9, 3).PValue, 1e-12);
        Assert.Equal(Significance.Unknown, FisherExact.Test(0, 0, 3, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => FisherExact.Test(-1, 0, 3, 4));
    }

    private static PairedCounts Shifted(int size, double statistic)
    {
        // Uniform samples shifted by s have F − G = s nearly everywhere, so T = n/2 s².
        double shift = Math.Sqrt(statistic * 2 / size);
        return PairedCounts.FromSamples(
            [.. Enumerable.Range(0, size).Select(i => (double)i / size)],
            [.. Enumerable.Range(0, size).Select(i => ((double)i / size) + shift)]);
    }

    private static IEnumerable<bool[]> Subsets(int size, int chosen)
    {
        for (int mask = 0; mask < 1 << size; mask++)
        {
            if (int.PopCount(mask) == chosen)
                yield return [.. Enumerable.Range(0, size).Select(i => (mask >> i & 1) == 1)];
        }
    }

    private static double Share(double[] values, Func<double, bool> counted) => values.Count(counted) / (double)values.Length;
}
