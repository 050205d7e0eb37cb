using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Retraining;
using NSubstitute;
using Quartz;

namespace MLOps.Sdk.Quartz.Tests;

public sealed class RetrainingScheduleTests
{
    private readonly IRetraining _retraining = Substitute.For<IRetraining>();
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_run_is_asked_for_at_each_time_and_not_between()
    {
        using var schedule = new RetrainingSchedule(_retraining, "fraud", new CronExpression("0 0 3 * * ?", TimeZoneInfo.Utc), _clock);
        await schedule.StartAsync(CancellationToken.None);
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 3, 0, 0, TimeSpan.Zero), schedule.Next);

        _clock.Advance(TimeSpan.FromHours(14));
        _retraining.DidNotReceiveWithAnyArgs().Request(default!, default!);
        _clock.Advance(TimeSpan.FromHours(2));
        _clock.Advance(TimeSpan.FromDays(1));

        _retraining.Received(2).Request("fraud", Arg.Is<RetrainingRequest>(static request => request.Trigger == RetrainingTrigger.Schedule && request.Reason.Contains("0 0 3 * * ?")));
        await schedule.StopAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromDays(2));
        _retraining.ReceivedWithAnyArgs(2).Request(default!, default!);
    }

    [Fact]
    public async Task A_time_that_is_months_away_is_waited_for()
    {
        using var schedule = new RetrainingSchedule(_retraining, "fraud", new CronExpression("0 0 0 1 9 ?", TimeZoneInfo.Utc), _clock);
        await schedule.StartAsync(CancellationToken.None);

        for (int month = 0; month < 5; month++)
            _clock.Advance(TimeSpan.FromDays(30));
        _retraining.DidNotReceiveWithAnyArgs().Request(default!, default!);
        _clock.Advance(TimeSpan.FromDays(10));

        _retraining.Received(1).Request("fraud", Arg.Any<RetrainingRequest>());
    }

    [Fact]
    public void What_is_no_cron_expression_is_refused_where_it_is_declared()
    {
        IModelOpsBuilder builder = new ServiceCollection().AddModelOps();

        ArgumentException fault = Assert.Throws<ArgumentException>(() => builder.AddRetrainingSchedule("fraud", "at three"));

        Assert.Contains("'at three' is not a cron expression", fault.Message, StringComparison.Ordinal);
        Assert.Contains("0 0 3 * * ?", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A clock that a test moves, and whose timers run when their time has come.</summary>
    private sealed class ManualClock(DateTimeOffset now) : TimeProvider
    {
        private readonly List<ManualTimer> _timers = [];
        private DateTimeOffset _now = now;

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ManualTimer(this, () => callback(state));
            timer.Change(dueTime, period);
            _timers.Add(timer);
            return timer;
        }

        public void Advance(TimeSpan span)
        {
            DateTimeOffset end = _now + span;
            while (_timers.Where(timer => timer.Due <= end).MinBy(static timer => timer.Due) is { Due: { } due } next)
            {
                _now = due > _now ? due : _now;
                next.Run();
            }

            _now = end;
        }

        private sealed class ManualTimer(ManualClock clock, Action run) : ITimer
        {
            public DateTimeOffset? Due { get; private set; }

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetUtcNow() + dueTime;
                return true;
            }

            public void Run()
            {
                Due = null;
                run();
            }

            public void Dispose() => Due = null;

            public ValueTask DisposeAsync()
            {
                Due = null;
                return ValueTask.CompletedTask;
            }
        }
    }
}
