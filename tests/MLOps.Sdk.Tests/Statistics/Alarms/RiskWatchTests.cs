using MLOps.Sdk.Statistics.Alarms;

namespace MLOps.Sdk.Tests.Statistics.Alarms;

public class RiskWatchTests
{
    [SharedFact]
    public void Sea_alarms_after_each_change_of_the_error_rate_and_never_else()
    {
        double[] losses = Errors();
        var watch = new RiskWatch((long)losses[..10_000].Sum(), 10_000);
        var alarms = new List<int>();
        for (int row = 10_000; row < 40_000; row++)
        {
            if (watch.Add(losses[row]))
                alarms.Add(row);
        }

        Assert.Collection(alarms, row => Assert.InRange(row, 12_500, 14_000), row => Assert.InRange(row, 37_500, 40_000));
    }

    [Fact]
    public void After_an_alarm_the_rows_that_follow_say_what_is_normal()
    {
        var watch = new RiskWatch(100, 1_000);
        while (!watch.Add(1))
        {
        }

        Assert.Equal(RiskWatchState.Learning, watch.State);
        for (int row = 0; row < 1_000; row++)
            Assert.False(watch.Add(row % 2));
        Assert.Equal(RiskWatchState.Watching, watch.State);
        Assert.InRange(watch.Bound, 0.5, 0.54);
        Assert.Equal(1e-5, watch.FalseAlarmRate);
    }

    [Fact]
    public void Frozen_it_alarms_once()
    {
        var watch = new RiskWatch(100, 1_000, new RiskWatchOptions { Rebaseline = false });
        int alarms = Enumerable.Range(0, 5_000).Count(_ => watch.Add(1));

        Assert.Equal(1, alarms);
        Assert.Equal(RiskWatchState.Frozen, watch.State);
    }

    [Fact]
    public void Options_out_of_range_name_the_value() =>
        Assert.Contains("RowsBetweenFalseAlarms is 1", Assert.Throws<ArgumentException>(() => new RiskWatch(1, 10, new RiskWatchOptions { RowsBetweenFalseAlarms = 1 })).Message, StringComparison.Ordinal);

    private static double[] Errors()
    {
        double[] scores = SharedFolder.Numbers(SharedFolder.Columns("expected/sea_scores.csv.gz")["logreg"]);
        string[] labels = SharedFolder.Columns("data/sea.csv.gz")["class"];
        return [.. scores.Select((score, i) => (score >= 0.5) != (labels[i] == "1") ? 1.0 : 0.0)];
    }
}
