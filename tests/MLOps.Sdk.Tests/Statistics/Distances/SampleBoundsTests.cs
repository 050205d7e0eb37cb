using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Tests.Statistics.Distances;

public class SampleBoundsTests
{
    [Fact]
    public void A_small_window_reaches_a_psi_of_a_tenth_by_chance()
    {
        // The worked example of the field: n = 1,000, m = 200, ten bins.
        Assert.Equal(0.1015, SampleBounds.Psi(10, 1_000, 200, 0.05), 5e-5);
        Assert.True(SampleBounds.Psi(10, 10_000, 80, 0.05) > 0.12);
        Assert.Equal(0, SampleBounds.Psi(1, 10, 10, 0.05));
    }

    [Fact]
    public void The_bound_of_kolmogorov_smirnov_has_about_the_p_value_it_says()
    {
        double bound = SampleBounds.KolmogorovSmirnov(5_000, 1_000, 0.05);

        Assert.Equal(0.05, KolmogorovSmirnov.PValue(bound, 5_000, 1_000), 0.003);
        Assert.Equal(1, SampleBounds.KolmogorovSmirnov(1, 1, 0.01));
    }

    [Fact]
    public void The_robust_distance_takes_sampling_noise_away()
    {
        Assert.Equal(0, SampleBounds.RobustLInfinity(0.1, 100, 100));
        Assert.Equal(0.3 - (1.8 * Math.Sqrt(0.002)), SampleBounds.RobustLInfinity(0.3, 1_000, 1_000), 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_probability_of_error_lies_between_zero_and_one(double alpha) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleBounds.KolmogorovSmirnov(10, 10, alpha));
}
