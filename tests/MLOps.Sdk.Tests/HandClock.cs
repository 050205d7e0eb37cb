namespace MLOps.Sdk.Tests;

/// <summary>A clock that stands until a test moves it, and whose timers run when the test says so.</summary>
internal sealed class HandClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<HandTimer> _timers = [];
    private DateTimeOffset _now = now;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public void Advance(TimeSpan span)
    {
        lock (_lock)
            _now += span;
    }

    /// <summary>Runs every timer that waits for a time, as if it had come.</summary>
    public void Fire()
    {
        HandTimer[] due;
        lock (_lock)
            due = [.. _timers.Where(static timer => timer.IsSet)];
        Array.ForEach(due, static timer => timer.Run());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(() => callback(state));
        timer.Change(dueTime, period);
        lock (_lock)
            _timers.Add(timer);
        return timer;
    }

    private sealed class HandTimer(Action run) : ITimer
    {
        private bool _repeats;

        public bool IsSet { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (IsSet, _repeats) = (dueTime != Timeout.InfiniteTimeSpan, period != Timeout.InfiniteTimeSpan);
            return true;
        }

        public void Run()
        {
            IsSet = _repeats;
            run();
        }

        public void Dispose() => IsSet = false;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
