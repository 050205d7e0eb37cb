using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Tests.Statistics.Alarms;

public class EMixtureAlarmTests
{
    [Theory]
    [InlineData("continuous")]
    [InlineData("counts")]
    [InlineData("heavy ties")]
    [InlineData("constant")]
    [InlineData("with missing values")]
    public void Streams_without_drift_seldom_alarm_however_often_one_looks(string kind)
    {
        const int Streams = 120;
        int alarms = 0;
        for (int stream = 0; stream < Streams; stream++)
        {
            var random = new Random(100 + stream);
            NumericAlarm alarm = NumericAlarm.FromReference(Draw(kind, random, 500), new AlarmOptions { Alpha = 0.1, Seed = (ulong)stream, MinimumEffect = 0 });
            foreach (double value in Draw(kind, random, 3_000))
                alarms += alarm.Add(value) ? 1 : 0;
        }

        // α plus two standard errors.
        Assert.InRange(alarms / (double)Streams, 0, 0.1 + (2 * Math.Sqrt(0.1 * 0.9 / Streams)));
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(1, 2)]
    [InlineData(0, -1)]
    public void A_constant_that_takes_another_value_alarms_on_either_side(double constant, double other)
    {
        NumericAlarm alarm = NumericAlarm.FromReference([.. Enumerable.Repeat(constant, 1_000)]);
        for (int i = 0; i < 1_000; i++)
            Assert.False(alarm.Add(constant));

        Assert.Contains(true, Enumerable.Range(0, 50).Select(_ => alarm.Add(other)).ToArray());
    }

    [Fact]
    public void Categories_without_drift_seldom_alarm_also_where_many_are_rare()
    {
        const int Streams = 120;
        int alarms = 0;
        for (int stream = 0; stream < Streams; stream++)
        {
            var random = new Random(700 + stream);
            var counts = new Dictionary<string, long>();
            for (int i = 0; i < 500; i++)
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, Draw(), out _)++;
            var baseline = CategoryBaseline.FromCounts(counts, missing: 0);
            CategoryAlarm alarm = CategoryAlarm.FromBaseline(baseline, new AlarmOptions { Alpha = 0.1, Seed = (ulong)stream, MinimumEffect = 0 });
            for (int row = 0; row < 3_000; row++)
                alarms += alarm.Add(baseline.Table.Find(System.Text.Encoding.UTF8.GetBytes(Draw()))) ? 1 : 0;

            string Draw() => random.Next(2) == 0 ? "often" : $"rare {random.Next(300)}";
        }

        Assert.InRange(alarms / (double)Streams, 0, 0.1 + (2 * Math.Sqrt(0.1 * 0.9 / Streams)));
    }

    [Theory]
    [InlineData(0.25, 1, 430)]
    [InlineData(0.5, 1, 145)]
    [InlineData(-1, 1, 50)]
    [InlineData(0, 1.5, 165)]
    [InlineData(0, 0.5, 165)]
    public void A_change_is_seen_within_the_promised_rows(double shift, double scale, int rows)
    {
        var delays = new List<long>();
        for (int stream = 0; stream < 21; stream++)
        {
            var random = new Random(stream);
            NumericAlarm alarm = NumericAlarm.FromReference(Draw("continuous", random, 1_000), new AlarmOptions { Seed = (ulong)stream });
            for (int row = 0; row < 8_000 && alarm.Alarm.AlarmRow is null; row++)
                alarm.Add(row < 5_000 ? Normal(random) : (Normal(random) * scale) + shift);
            if (alarm.Alarm.AlarmRow is { } at and >= 5_000)
                delays.Add(at - 5_000);
        }

        delays.Sort();
        Assert.InRange(delays.Count, 18, 21);
        Assert.InRange(delays[delays.Count / 2], 0, rows);
    }

    [Fact]
    public void A_jump_of_missing_values_alarms()
    {
        var random = new Random(1);
        NumericAlarm alarm = NumericAlarm.FromReference(Draw("continuous", random, 1_000));
        for (int row = 0; row < 500; row++)
            alarm.Add(row % 4 == 0 ? double.NaN : Normal(random));

        Assert.InRange(alarm.Alarm.AlarmRow!.Value, 0, 200);
    }

    [Fact]
    public void A_new_category_alarms_and_the_same_categories_do_not()
    {
        long[] reference = [500, 300, 200, 0, 0];
        var quiet = new EMixtureAlarm(reference, ordered: false);
        var loud = new EMixtureAlarm(reference, ordered: false);
        var random = new Random(2);
        for (int row = 0; row < 3_000; row++)
        {
            int category = random.Next(10) switch { < 5 => 0, < 8 => 1, _ => 2 };
            quiet.Add(category);
            loud.Add(row >= 1_000 && random.Next(10) == 0 ? 3 : category);
        }

        Assert.Null(quiet.AlarmRow);
        Assert.InRange(loud.AlarmRow!.Value, 1_000, 1_500);
    }

    [Fact]
    public void The_same_rows_and_seed_give_the_same_wealth_and_another_seed_another()
    {
        double Wealth(ulong seed)
        {
            var alarm = new EMixtureAlarm([100, 100], ordered: true, new AlarmOptions { Seed = seed });
            for (int i = 0; i < 100; i++)
                alarm.Add(i % 2);
            return alarm.LogWealth;
        }

        Assert.Equal(Wealth(3), Wealth(3));
        Assert.NotEqual(Wealth(3), Wealth(4));
    }

    [Fact]
    public void Wealth_beyond_what_a_double_holds_stays_a_number()
    {
        var alarm = new EMixtureAlarm([.. Enumerable.Repeat(10_000L, 100)], ordered: true);
        for (int i = 0; i < 20_000; i++)
            alarm.Add(99 - (i % 3));

        Assert.True(alarm.LogWealth > 5_000 && double.IsFinite(alarm.LogWealth), $"{alarm.LogWealth}");
        Assert.True(alarm.AlarmRow < 50);
    }

    [Fact]
    public void In_lifetime_mode_an_alarm_is_raised_once()
    {
        var alarm = new EMixtureAlarm([1_000, 1_000], ordered: true);
        int raised = 0;
        for (int i = 0; i < 500; i++)
            raised += alarm.Add(1) ? 1 : 0;

        Assert.Equal(1, raised);
    }

    [Fact]
    public void In_sequential_mode_it_starts_afresh_and_false_alarms_are_as_rare_as_promised()
    {
        var random = new Random(8);
        var drifted = new EMixtureAlarm([10_000, 10_000], ordered: true, new AlarmOptions { Mode = AlarmMode.Sequential, Alpha = 0.001 });
        int raised = 0;
        for (int i = 0; i < 500; i++)
            raised += drifted.Add(1) ? 1 : 0;
        Assert.True(raised > 1, $"{raised}");

        int falseAlarms = 0;
        var quiet = new EMixtureAlarm([10_000, 10_000], ordered: true, new AlarmOptions { Mode = AlarmMode.Sequential, Alpha = 0.001, MinimumEffect = 0 });
        for (int i = 0; i < 50_000; i++)
            falseAlarms += quiet.Add(random.Next(2)) ? 1 : 0;
        Assert.InRange(falseAlarms, 0, 50 + 14);
    }

    [Fact]
    public void A_change_too_small_to_matter_does_not_alarm_however_sure_it_is()
    {
        long? AlarmRow(double minimum)
        {
            var random = new Random(9);
            var alarm = new EMixtureAlarm([10_000_000, 10_000_000], ordered: true, new AlarmOptions { MinimumEffect = minimum });
            for (int row = 0; row < 60_000; row++)
                alarm.Add(random.NextDouble() < 0.53 ? 1 : 0);
            return alarm.AlarmRow;
        }

        Assert.NotNull(AlarmRow(0.01));
        Assert.Null(AlarmRow(0.12));
    }

    [Fact]
    public void A_row_takes_no_memory()
    {
        NumericAlarm alarm = NumericAlarm.FromReference([1, 2, 3, 4, 5, double.NaN]);
        alarm.Add(3);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 2_000; i++)
            alarm.Add(i % 7);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Contains("Alpha is 0", Assert.Throws<ArgumentException>(() => new EMixtureAlarm([1], true, new AlarmOptions { Alpha = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("HoldOut is 1", Assert.Throws<ArgumentException>(() => NumericAlarm.FromReference([1], new AlarmOptions { HoldOut = 1 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new EMixtureAlarm([], true));
        Assert.Throws<ArgumentException>(() => NumericAlarm.FromReference([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EMixtureAlarm([1, 1], true).Add(2));
    }

    private static double[] Draw(string kind, Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => kind switch
    {
        "continuous" => Normal(random),
        "counts" => Math.Floor(-2 * Math.Log(1 - random.NextDouble())),
        "heavy ties" => random.Next(10) < 8 ? 0 : random.Next(3),
        "constant" => 5,
        _ => random.Next(5) == 0 ? double.NaN : Normal(random),
    })];

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
