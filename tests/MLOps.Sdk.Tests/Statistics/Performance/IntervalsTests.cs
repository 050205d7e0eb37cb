using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Tests.Statistics.Performance;

public class IntervalsTests
{
    // Table I of Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998).
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662, 0.2527, 0.3676)]
    [InlineData(15, 148, 0.0624, 0.1605, 0.0578, 0.1617)]
    [InlineData(0, 20, 0, 0.1611, 0, 0.1684)]
    [InlineData(1, 29, 0.0061, 0.1718, 0.0009, 0.1776)]
    public void Shares_have_the_published_intervals(int successes, int rows, double wilsonLow, double wilsonHigh, double exactLow, double exactHigh)
    {
        Estimate wilson = Intervals.Wilson(successes, rows);
        Estimate exact = Intervals.ClopperPearson(successes, rows);

        Assert.Equal(wilsonLow, wilson.Low, 4);
        Assert.Equal(wilsonHigh, wilson.High, 4);
        Assert.Equal(exactLow, exact.Low, 4);
        Assert.Equal(exactHigh, exact.High, 4);
    }

    [Fact]
    public void A_share_of_nothing_is_unknown_and_all_of_something_ends_at_one()
    {
        Assert.False(Intervals.Wilson(0, 0).IsKnown);
        Assert.False(Intervals.ClopperPearson(0, 0).IsKnown);
        Assert.Equal(1, Intervals.Wilson(7, 7).High);
        Assert.Equal(1, Intervals.ClopperPearson(7, 7).High);
    }

    [Fact]
    public void A_mean_has_students_interval()
    {
        // 2, 4, 4, 4, 5, 5, 7, 9: t of 7 degrees is 2.364624, the sample deviation 2.13809.
        Estimate mean = Intervals.Mean(5, 2, 8);

        Assert.Equal(5 - (2.364624252 * 2.138089935 / Math.Sqrt(8)), mean.Low, 6);
        Assert.Equal(10, mean.Low + mean.High, 9);
    }

    [Fact]
    public void A_mean_of_one_row_has_no_bounds()
    {
        Estimate mean = Intervals.Mean(5, 0, 1);

        Assert.Equal(5, mean.Value);
        Assert.True(double.IsNaN(mean.Low) && double.IsNaN(mean.High));
    }

    // Table II of Newcombe, Interval estimation for the difference between independent proportions (1998), method 10.
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(0, 10, 0, 10, -0.2775, 0.2775)]
    public void Differences_of_shares_have_the_published_intervals(int first, int n, int second, int m, double low, double high)
    {
        Estimate difference = Intervals.Difference(Intervals.Wilson(first, n), Intervals.Wilson(second, m));

        Assert.Equal(low, difference.Low, 4);
        Assert.Equal(high, difference.High, 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_level_that_is_no_probability_is_refused(double level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Intervals.Wilson(1, 2, level));
}
