using MLOps.Sdk.Statistics.Distances;
using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Tests.Statistics.Distances;

public class EnergyDistanceTests
{
    [Fact]
    public void A_difference_of_the_least_double_is_not_zero_beside_values_of_any_size()
    {
        // 2 x (1/2)^2 x 2^-1074: its root is 2^-537 / sqrt(2).
        double expected = Math.ScaleB(1, -537) / Math.Sqrt(2);

        Assert.Equal(1, Distance([0, 1], [double.Epsilon, 1]) / expected, 12);
        Assert.Equal(1, Distance([0, 1e300], [double.Epsilon, 1e300]) / expected, 12);
    }

    [Fact]
    public void Equal_samples_are_at_no_distance()
    {
        Assert.Equal(0, Distance([1, 2, 1e308], [1, 2, 1e308]));
    }

    private static double Distance(double[] reference, double[] current) => EnergyDistance.Distance(PairedCounts.FromSamples(reference, current));
}
