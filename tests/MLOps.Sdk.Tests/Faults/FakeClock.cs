namespace MLOps.Sdk.Tests.Faults;

/// <summary>A clock that a test moves: the monotonic one forwards, the wall's wherever it likes.</summary>
internal sealed class FakeClock : TimeProvider
{
    private long _ticks = TimeSpan.TicksPerDay;
    private long _utc = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _utc), TimeSpan.Zero);

    public void Advance(TimeSpan span)
    {
        Interlocked.Add(ref _ticks, span.Ticks);
        Interlocked.Add(ref _utc, span.Ticks);
    }

    /// <summary>What an administrator or a time server does.</summary>
    public void SetBack(TimeSpan span) => Interlocked.Add(ref _utc, -span.Ticks);
}
