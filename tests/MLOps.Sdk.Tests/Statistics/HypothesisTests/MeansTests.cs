using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Tests.Statistics.HypothesisTests;

public class MeansTests
{
    [Fact]
    public void Equal_variances_and_sizes_make_welch_and_student_the_same()
    {
        Significance student = Means.StudentT(20, 1, 2, 20, 1.5, 2);
        Significance welch = Means.WelchT(20, 1, 2, 20, 1.5, 2);

        Assert.Equal(student.Statistic, welch.Statistic, 1e-12);
        Assert.Equal(student.PValue, welch.PValue, 1e-12);
        Assert.Equal(38, welch.DegreesOfFreedom, 1e-9);
    }

    [Fact]
    public void The_t_distribution_has_the_values_of_the_tables()
    {
        // With one value against two, ν = 1: t = tan(π / 2 (1 − p)), so t = 1 has p = 1/2.
        Significance test = Means.StudentT(2, 0, 1, 1, Math.Sqrt(3), 0);

        Assert.Equal(-1, test.Statistic, 1e-12);
        Assert.Equal(0.5, test.PValue, 1e-12);
    }

    [Fact]
    public void Large_samples_make_t_and_z_agree() =>
        Assert.Equal(Means.Z(100_000, 0, 1, 100_000, 0.01, 1).PValue, Means.WelchT(100_000, 0, 1, 100_000, 0.01, 1).PValue, 1e-5);

    [Fact]
    public void The_normal_tail_has_the_value_of_the_tables() => Assert.Equal(0.025, Means.NormalUpperTail(1.959963984540054), 1e-12);

    [Fact]
    public void Constants_are_the_same_or_certainly_different()
    {
        Assert.Equal(Significance.Unknown, Means.StudentT(10, 3, 0, 10, 3, 0));
        Assert.Equal(Significance.Unknown, Means.Z(10, 3, 0, 10, 3, 0));
        Assert.Equal(0, Means.StudentT(10, 3, 0, 10, 4, 0).PValue);
        Assert.Equal(0, Means.WelchT(10, 3, 0, 10, 4, 0).PValue);
        Assert.Equal(0, Means.Z(10, 3, 0, 10, 4, 0).PValue);
        Assert.Equal(1, Means.Proportions(10, 10, 7, 7).PValue);
    }

    [Fact]
    public void Too_few_values_are_not_enough_data()
    {
        Assert.Equal(Significance.Unknown, Means.StudentT(1, 3, 0, 1, 4, 0));
        Assert.Equal(Significance.Unknown, Means.WelchT(1, 3, 0, 9, 4, 1));
        Assert.Equal(Significance.Unknown, Means.Z(0, double.NaN, double.NaN, 9, 4, 1));
        Assert.Equal(Significance.Unknown, Means.Proportions(0, 0, 1, 2));
    }
}
