using MLOps.Sdk.Statistics.Alarms;

namespace MLOps.Sdk.Tests.Statistics.Alarms;

public class AlarmStateTests
{
    [Theory]
    [InlineData(AlarmMode.Lifetime, 3)]
    [InlineData(AlarmMode.Lifetime, 34)]
    [InlineData(AlarmMode.Sequential, 34)]
    [InlineData(AlarmMode.Lifetime, 5_000)]
    public void A_restored_alarm_goes_on_bit_for_bit(AlarmMode mode, int bins)
    {
        var options = new AlarmOptions { Mode = mode, Seed = 9 };
        long[] reference = [.. Enumerable.Range(0, bins).Select(static bin => 30L + (bin % 7))];
        var kept = new EMixtureAlarm(reference, ordered: true, options);
        var random = new Random(5);
        int[] rows = [.. Enumerable.Range(0, 9_000).Select(row => random.Next(row < 6_000 ? bins : (bins / 2) + 1))];
        foreach (int row in rows[..5_000])
            kept.Add(row);

        var state = new AlarmStateWriter();
        kept.Save(state);
        var restored = new EMixtureAlarm(reference, ordered: true, options);
        var reader = new AlarmStateReader(state.Written);
        restored.Restore(ref reader);
        Assert.Equal(kept.LogWealth, restored.LogWealth);
        foreach (int row in rows[5_000..])
        {
            Assert.Equal(kept.Add(row), restored.Add(row));
            Assert.Equal(kept.LogWealth, restored.LogWealth);
        }

        Assert.NotNull(restored.AlarmRow);
        Assert.Equal((kept.Rows, kept.AlarmRow), (restored.Rows, restored.AlarmRow));
    }

    [Theory]
    [InlineData(AlarmMode.Lifetime, 3)]
    [InlineData(AlarmMode.Lifetime, 34)]
    [InlineData(AlarmMode.Sequential, 34)]
    [InlineData(AlarmMode.Sequential, 500)]
    public void Rows_taken_in_together_leave_the_state_that_they_leave_one_by_one(AlarmMode mode, int bins)
    {
        var options = new AlarmOptions { Mode = mode, Seed = 9, Alpha = 0.001 };
        long[] reference = [.. Enumerable.Range(0, bins).Select(static bin => 30L + (bin % 7))];
        EMixtureAlarm each = new(reference, ordered: true, options), together = new(reference, ordered: true, options);
        var random = new Random(5);
        int[] rows = [.. Enumerable.Range(0, 9_000).Select(row => random.Next(row % 3_000 < 2_000 ? bins : (bins / 2) + 1))];
        var wealth = new Wealth[RowsAhead.Rows];
        var raised = new List<long>();
        for (int from = 0; from < rows.Length;)
        {
            Taken taken = together.Take(rows.AsSpan(from, Math.Min(random.Next(1, RowsAhead.Rows + 1), rows.Length - from)), wealth);
            for (int i = 0; i < taken.Rows; i++)
            {
                Assert.Equal(each.Add(rows[from + i]), taken.Raised && i == taken.Rows - 1);
                Assert.True(each.LogWealth == wealth[i].Log || (mode == AlarmMode.Sequential && each.AlarmRow == from + i));
            }

            from += taken.Rows;
            if (taken.Raised)
                raised.Add(from - 1);
            Assert.Equal(State(each), State(together));
        }

        Assert.True(raised.Count >= (mode == AlarmMode.Sequential ? 3 : 1), $"{raised.Count}");

        static byte[] State(EMixtureAlarm alarm)
        {
            var state = new AlarmStateWriter();
            alarm.Save(state);
            return state.Written.ToArray();
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_900)]
    [InlineData(2_600)]
    [InlineData(5_000)]
    public void A_restored_watch_of_the_risk_goes_on_bit_for_bit(int restart)
    {
        var options = new RiskWatchOptions { RebaselineRows = 1_000 };
        var kept = new RiskWatch(50, 1_000, options);
        RiskWatch restored = kept;
        var random = new Random(8);
        for (int row = 0; row < 8_000; row++)
        {
            if (row == restart)
            {
                var state = new AlarmStateWriter();
                kept.Save(state);
                restored = new RiskWatch(50, 1_000, options);
                var reader = new AlarmStateReader(state.Written);
                restored.Restore(ref reader);
            }

            double loss = random.NextDouble() < (row < 2_000 ? 0.05 : row < 5_000 ? 0.2 : 0.5) ? 1 : 0;
            bool raised = kept.Add(loss);
            Assert.True(ReferenceEquals(kept, restored) || raised == restored.Add(loss));
            Assert.Equal((kept.State, kept.Bound, kept.LogWealth, kept.FalseAlarmRate, kept.Rows), (restored.State, restored.Bound, restored.LogWealth, restored.FalseAlarmRate, restored.Rows));
        }

        Assert.NotEqual(0.05, restored.FalseAlarmRate);
    }

    [Fact]
    public void A_state_of_other_bins_or_one_that_was_cut_off_is_refused()
    {
        var state = new AlarmStateWriter();
        new EMixtureAlarm([1, 2, 3], ordered: true).Save(state);

        Assert.Throws<InvalidDataException>(() => Restore(new EMixtureAlarm([1, 2, 3, 4], ordered: true), state.Written.ToArray()));
        Assert.Throws<InvalidDataException>(() => Restore(new EMixtureAlarm([1, 2, 3], ordered: true), state.Written[..^1].ToArray()));

        static void Restore(EMixtureAlarm alarm, byte[] saved)
        {
            var reader = new AlarmStateReader(saved);
            alarm.Restore(ref reader);
        }
    }
}
