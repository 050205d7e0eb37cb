using MLOps.Sdk.Statistics.Performance;
using MLOps.Sdk.Statistics.Sequential;

namespace MLOps.Sdk.Tests.Statistics.Sequential;

public sealed class SequentialTests
{
    [Theory]
    [InlineData(200, 2.60)]
    [InlineData(1_000, 1.72)]
    [InlineData(5_000, 1.55)]
    [InlineData(20_000, 1.60)]
    public void The_interval_is_as_much_wider_than_a_fixed_one_as_published(int rows, double ratio) =>
        Assert.Equal(ratio, ConfidenceSequence.HalfWidth(1, rows, 0.05, 5_000) / 1.96, 0.01);

    [Fact]
    public void Means_and_shares_of_the_same_rows_agree()
    {
        RunningMean first = default, second = default;
        for (int row = 0; row < 4_000; row++)
        {
            first = first.With(row % 20 == 0 ? 1 : 0);
            second = second.With(row % 10 == 0 ? 1 : 0);
        }

        Estimate shares = ConfidenceSequence.OfShares(200, 4_000, 400, 4_000, 0.05), means = ConfidenceSequence.OfMeans(first, second, 0.05);

        Assert.Equal(0.05, shares.Value, 1e-12);
        Assert.Equal(shares.Value, means.Value, 1e-12);
        Assert.Equal(shares.Low, means.Low, 1e-4);
        Assert.False(ConfidenceSequence.OfShares(0, 0, 1, 5, 0.05).IsKnown);
        Assert.False(ConfidenceSequence.OfMeans(default, second, 0.05).IsKnown);
    }

    [Fact]
    public void A_split_as_intended_gives_no_evidence_and_another_one_does()
    {
        Assert.InRange(SampleRatio.Evidence([9_000, 1_000], [0.9, 0.1]), 0, 1);
        Assert.True(SampleRatio.Evidence([8_800, 1_200], [0.9, 0.1]) > 1_000);
        Assert.Throws<ArgumentException>(() => SampleRatio.Evidence([1, 2], [1.0, 0.0]));
        Assert.Throws<ArgumentException>(() => SampleRatio.Evidence([1, 2], [1.0]));
    }

    [Fact]
    public void Looking_at_the_split_after_every_row_cries_wolf_rarely()
    {
        int alarms = 0;
        var random = new Random(5);
        for (int run = 0; run < 200; run++)
        {
            long[] rows = [0, 0];
            bool alarm = false;
            for (int row = 0; row < 2_000; row++)
            {
                rows[random.NextDouble() < 0.2 ? 1 : 0]++;
                alarm |= SampleRatio.Evidence(rows, [0.8, 0.2]) >= 20;
            }

            alarms += alarm ? 1 : 0;
        }

        Assert.InRange(alarms, 0, 20); // 5 % of 200, and what chance adds
    }
}
