using FsCheck;
using FsCheck.Fluent;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Tests.Statistics.Distances;

public class ShareDistancesTests
{
    [Fact]
    public void Equal_shares_are_at_no_distance()
    {
        double[] p = [0.2, 0.3, 0.5];

        Assert.Equal(0, PopulationStability.Index(p, p));
        Assert.Equal(0, JensenShannon.Distance(p, p));
        Assert.Equal(0, ShareDistances.Hellinger(p, p));
        Assert.Equal(0, ShareDistances.TotalVariation(p, p));
        Assert.Equal(0, ShareDistances.KullbackLeibler(p, p));
        Assert.Equal(0, ShareDistances.LInfinity(p, p));
    }

    [Fact]
    public void Disjoint_shares_are_as_far_apart_as_can_be()
    {
        Assert.Equal(1, JensenShannon.Distance([1, 0], [0, 1]), 1e-12);
        Assert.Equal(Math.Sqrt(Math.Log(2)), JensenShannon.NaturalDistance([1, 0], [0, 1]), 1e-12);
        Assert.Equal(1, ShareDistances.Hellinger([1, 0], [0, 1]));
        Assert.Equal(1, ShareDistances.TotalVariation([1, 0], [0, 1]));
        Assert.Equal(double.PositiveInfinity, ShareDistances.Bhattacharyya([1, 0], [0, 1]));
    }

    [Fact]
    public void An_empty_cell_is_floored_unless_told_otherwise()
    {
        double[] p = [0.5, 0.5, 0];
        double[] q = [0.25, 0.25, 0.5];
        double common = 2 * -0.25 * Math.Log(0.5);

        Assert.Equal(common + (0.4999 * Math.Log(5_000)), PopulationStability.Index(p, q), 1e-12);
        Assert.Equal(common + ((0.5 - 1e-6) * Math.Log(500_000)), PopulationStability.Index(p, q, ZeroShares.Replace(1e-6)), 1e-12);
        Assert.Equal(double.PositiveInfinity, PopulationStability.Index(p, q, ZeroShares.Keep));
        Assert.Equal(double.PositiveInfinity, ShareDistances.KullbackLeibler(p, q, ZeroShares.Keep));
    }

    [Fact]
    public void A_cell_that_is_empty_on_both_sides_changes_nothing() =>
        Assert.Equal(PopulationStability.Index([0.4, 0.6], [0.5, 0.5]), PopulationStability.Index([0.4, 0.6, 0], [0.5, 0.5, 0]));

    [Fact]
    public void Nothing_on_one_side_is_unknown()
    {
        Assert.True(double.IsNaN(PopulationStability.Index(new long[] { 0, 0 }, [1, 2])));
        Assert.True(double.IsNaN(JensenShannon.Distance([double.NaN], [1])));
        Assert.True(double.IsNaN(ShareDistances.Hellinger([double.NaN], [1])));
        Assert.True(double.IsNaN(ShareDistances.TotalVariation([], [])));
    }

    [Fact]
    public void Every_distance_is_symmetric_but_kullback_leibler_and_stays_in_its_range() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<byte>>(),
        ArbMap.Default.ArbFor<int>(),
        (counts, seed) =>
        {
            var random = new Random(seed);
            double[] p = Normalised([.. counts.Get.Select(c => (double)c + 1)]);
            double[] q = Normalised([.. counts.Get.Select(_ => (double)random.Next(256))]);
            if (double.IsNaN(q[0]))
                return true;
            double js = JensenShannon.Distance(p, q);
            double tv = ShareDistances.TotalVariation(p, q);
            double hellinger = ShareDistances.Hellinger(p, q);
            return js is >= 0 and <= 1 && tv is >= 0 and <= 1 && hellinger is >= 0 and <= 1
                && Math.Abs(js - JensenShannon.Distance(q, p)) < 1e-12
                && Math.Abs(PopulationStability.Index(p, q) - PopulationStability.Index(q, p)) < 1e-12
                && PopulationStability.Index(p, q) >= 0
                && ShareDistances.LInfinity(p, q) <= 2 * tv + 1e-12
                && hellinger * hellinger <= tv + 1e-12 && tv <= (Math.Sqrt(2) * hellinger) + 1e-12
                && ShareDistances.KullbackLeibler(p, q) >= -1e-12;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void What_stands_in_for_zero_must_be_a_share(double share)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ZeroShares.Floor(share));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZeroShares.Replace(share));
    }

    [Fact]
    public void Cells_of_different_number_do_not_compare()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => JensenShannon.Distance([1], [0.5, 0.5]));

        Assert.Contains("1 cells and the current values 2", fault.Message, StringComparison.Ordinal);
    }

    private static double[] Normalised(double[] values) => [.. values.Select(v => v / values.Sum())];
}
