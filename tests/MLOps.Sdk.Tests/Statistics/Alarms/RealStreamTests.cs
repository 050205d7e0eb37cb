using MLOps.Sdk.Statistics.Alarms;

namespace MLOps.Sdk.Tests.Statistics.Alarms;

public class RealStreamTests
{
    [SharedTheory]
    [InlineData("f1")]
    [InlineData("f2")]
    [InlineData("f3")]
    public void Inputs_that_never_drift_do_not_alarm_in_forty_thousand_rows(string feature) =>
        Assert.Null(Watch("data/sea.csv.gz", feature).AlarmRow);

    [SharedFact]
    public void A_price_that_moves_at_once_alarms_before_the_second_window() =>
        Assert.InRange(Watch("data/elec2.csv.gz", "nswprice").AlarmRow!.Value, 0, 2_000);

    [SharedFact]
    public void A_constant_that_starts_to_move_alarms_within_a_thousand_rows_and_not_before() =>
        Assert.InRange(10_000 + Watch("data/elec2.csv.gz", "vicprice").AlarmRow!.Value, 17_424, 18_424);

    private static EMixtureAlarm Watch(string data, string feature)
    {
        double[] values = SharedFolder.Numbers(SharedFolder.Columns(data)[feature]);
        NumericAlarm alarm = NumericAlarm.FromReference(values.AsSpan(0, 10_000), new AlarmOptions { Alpha = 0.05 / 8 });
        foreach (double value in values.AsSpan(10_000))
            alarm.Add(value);
        return alarm.Alarm;
    }
}
