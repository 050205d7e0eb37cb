using MLOps.Sdk.Statistics.Alarms;

namespace MLOps.Sdk.Tests.Statistics.Alarms;

public class RiskAlarmTests
{
    [Fact]
    public void Streams_as_good_as_at_validation_alarm_no_more_often_than_promised()
    {
        int alarms = 0;
        for (int stream = 0; stream < 400; stream++)
        {
            var random = new Random(stream);
            long errors = Enumerable.Range(0, 1_000).Count(_ => random.NextDouble() < 0.1);
            RiskAlarm alarm = RiskAlarm.AgainstValidation(errors, 1_000);
            for (int row = 0; row < 5_000 && alarm.AlarmRow is null; row++)
                alarm.Add(random.NextDouble() < 0.1 ? 1 : 0);
            alarms += alarm.AlarmRow is null ? 0 : 1;
        }

        // 5 % and two standard errors of 400 streams.
        Assert.InRange(alarms, 0, (int)(400 * (0.05 + (2 * Math.Sqrt(0.05 * 0.95 / 400)))));
    }

    [Fact]
    public void A_known_bound_that_holds_exactly_is_held_to_its_rate()
    {
        int alarms = 0;
        for (int stream = 0; stream < 400; stream++)
        {
            var random = new Random(stream);
            var alarm = new RiskAlarm(0.1, new RiskAlarmOptions { Alpha = 0.2 });
            for (int row = 0; row < 5_000 && alarm.AlarmRow is null; row++)
                alarm.Add(random.NextDouble() < 0.1 ? 1 : 0);
            alarms += alarm.AlarmRow is null ? 0 : 1;
        }

        Assert.InRange(alarms, 1, (int)(400 * (0.2 + (2 * Math.Sqrt(0.2 * 0.8 / 400)))));
    }

    [Fact]
    public void Errors_that_double_are_seen_within_a_few_hundred_rows()
    {
        var random = new Random(3);
        RiskAlarm alarm = RiskAlarm.AgainstValidation(200, 2_000);
        for (int row = 0; row < 7_000; row++)
            alarm.Add(random.NextDouble() < (row < 5_000 ? 0.1 : 0.2) ? 1 : 0);

        Assert.InRange(alarm.AlarmRow!.Value, 5_000, 5_600);
    }

    [Fact]
    public void Errors_within_the_tolerance_do_not_alarm()
    {
        var random = new Random(3);
        RiskAlarm alarm = RiskAlarm.AgainstValidation(200, 2_000, new RiskAlarmOptions { Tolerance = 0.1 });
        for (int row = 0; row < 7_000; row++)
            alarm.Add(random.NextDouble() < (row < 5_000 ? 0.1 : 0.2) ? 1 : 0);

        Assert.Null(alarm.AlarmRow);
    }

    [Fact]
    public void In_sequential_mode_it_starts_afresh_after_each_alarm()
    {
        var alarm = new RiskAlarm(0.1, new RiskAlarmOptions { Mode = AlarmMode.Sequential, Alpha = 0.001 });
        int alarms = Enumerable.Range(0, 400).Count(_ => alarm.Add(1));

        Assert.InRange(alarms, 40, 200);
    }

    [Fact]
    public void Wealth_stays_finite_however_long_all_is_wrong()
    {
        var alarm = new RiskAlarm(0.01);
        for (int row = 0; row < 100_000; row++)
            alarm.Add(1);

        Assert.True(double.IsFinite(alarm.LogWealth));
        Assert.InRange(alarm.AlarmRow!.Value, 1, 20);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void What_is_no_loss_is_refused(double loss) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiskAlarm(0.1).Add(loss));

    [Fact]
    public void Validation_without_an_error_and_with_nothing_but_errors_have_their_bounds()
    {
        Assert.Equal(1 - Math.Pow(0.025, 1.0 / 50), RiskAlarm.AgainstValidation(0, 50).Bound, 9);
        RiskAlarm all = RiskAlarm.AgainstValidation(50, 50);
        for (int row = 0; row < 1_000; row++)
            Assert.False(all.Add(1));
    }
}
