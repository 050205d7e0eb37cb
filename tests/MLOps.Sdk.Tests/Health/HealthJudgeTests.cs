using MLOps.Sdk.Health;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Health;

public sealed class HealthJudgeTests
{
    private readonly FakeClock _clock = new();
    private readonly HealthJudge _judge;
    private RecordingSigns _signs;

    public HealthJudgeTests()
    {
        _judge = new HealthJudge(new HealthOptions(), _clock);
        _signs = new RecordingSigns { Now = 0, IsStarted = true, IsStopped = false, IsPumpAlive = true, LastPass = 0, Counts = Books(durable: 0), Fill = 0 };
    }

    [Fact]
    public void It_is_healthy_when_predictions_become_durable_and_not_before()
    {
        Assert.Equal((RecordingVerdict.Inconclusive, true), Judge(Books(0), "nothing to judge by"));
        Assert.Equal(RecordingVerdict.Pass, Judge(Books(durable: 10)).Verdict);
    }

    [Fact]
    public void An_hour_without_predictions_is_not_known_to_be_healthy()
    {
        Judge(Books(durable: 10));
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal((RecordingVerdict.Inconclusive, true), Judge(Books(durable: 10), "01:00:00 (limit 00:15:00)"));
    }

    [Fact]
    public void Calls_that_are_made_and_not_recorded_are_a_failure_though_nothing_reports_an_error()
    {
        Judge(Books(durable: 10));
        for (int minute = 1; minute <= 20; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            Judge(Books(durable: 10, sampled: minute));
        }

        Assert.Equal((RecordingVerdict.Fail, true), Judge(Books(durable: 10, sampled: 21), "Calls are made and none was recorded for 00:20:00"));
    }

    [Fact]
    public void A_store_that_takes_nothing_while_predictions_wait_fails_within_its_limit_and_recovers()
    {
        Judge(Books(durable: 10, pending: 5));
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(RecordingVerdict.Pass, Judge(Books(durable: 10, pending: 500)).Verdict);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _signs = _signs with { StoreError = "The disk is full." };
        Assert.Equal((RecordingVerdict.Fail, true), Judge(Books(durable: 10, pending: 600), "The disk is full."));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RecordingVerdict.Pass, Judge(Books(durable: 300, pending: 310)).Verdict);
    }

    [Fact]
    public void A_pump_that_is_dead_or_stands_still_fails()
    {
        Judge(Books(durable: 10));
        _signs = _signs with { IsPumpAlive = false };
        Assert.Equal((RecordingVerdict.Fail, true), Judge(Books(durable: 11), "thread has ended"));

        _signs = _signs with { IsPumpAlive = true };
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((RecordingVerdict.Fail, true), Judge(Books(durable: 12), "has not moved for 00:00:11", passes: false));
    }

    [Fact]
    public void A_process_that_was_stopped_for_a_while_is_given_time_to_go_on()
    {
        Judge(Books(durable: 10));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(RecordingVerdict.Pass, Judge(Books(durable: 10, pending: 5), passes: false).Verdict);

        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((RecordingVerdict.Fail, true), Judge(Books(durable: 10, pending: 5), "has not moved for 00:00:11", passes: false));
    }

    [Fact]
    public void A_loss_is_remembered_for_a_while_and_sampling_is_none()
    {
        Judge(Books(durable: 10, sampled: 1_000));
        Assert.Equal(RecordingVerdict.Pass, Judge(Books(durable: 11, sampled: 2_000)).Verdict);
        Assert.Equal((RecordingVerdict.Fail, true), Judge(Books(durable: 12, full: 3), "3 ChannelFull"));
        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(RecordingVerdict.Pass, Judge(Books(durable: 13, full: 3)).Verdict);
    }

    [Fact]
    public void What_needs_a_look_is_neither_healthy_nor_a_failure()
    {
        Judge(Books(durable: 10));
        _signs = _signs with { Fill = 0.6 };
        Assert.Equal((RecordingVerdict.Inconclusive, true), Judge(Books(durable: 11), "60 % full"));
        _signs = _signs with { Fill = 0, PlainMemoryReason = "No space." };
        Assert.Equal((RecordingVerdict.Inconclusive, true), Judge(Books(durable: 12), "No space."));
        _signs = _signs with { PlainMemoryReason = null, CaptureFailed = 1 };
        Assert.Equal((RecordingVerdict.Inconclusive, true), Judge(Books(durable: 13), "could not be read"));
        _signs = _signs with { Unrecorded = ["Fast as IPredictor<A, B>"] };
        Assert.Equal((RecordingVerdict.Fail, true), Judge(Books(durable: 14), "Fast as IPredictor<A, B> is registered by the app"));
    }

    private static RecordingCounts Books(long durable, long pending = 0, long full = 0, long sampled = 0) => new(
        durable + pending + full + sampled, durable, pending,
        new Dictionary<LossReason, long> { [LossReason.ChannelFull] = full, [LossReason.Sampled] = sampled }.Where(loss => loss.Value > 0).ToDictionary());

    private RecordingHealth Judge(RecordingCounts counts, bool passes = true)
    {
        _signs = _signs with { Now = _clock.GetTimestamp(), Counts = counts, LastPass = passes ? _clock.GetTimestamp() : _signs.LastPass };
        return _judge.Judge(_signs);
    }

    private (RecordingVerdict Verdict, bool IsSaid) Judge(RecordingCounts counts, string expected, bool passes = true)
    {
        RecordingHealth health = Judge(counts, passes);
        return (health.Verdict, health.Findings.Any(finding => finding.Reason.Contains(expected, StringComparison.Ordinal)));
    }
}
