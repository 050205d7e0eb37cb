namespace MLOps.Sdk.Tests.Registry;

/// <summary>A clock that moves by one step whenever it is read.</summary>
internal sealed class SteppingTime : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private long _reads;

    public TimeSpan Step { get; set; } = TimeSpan.FromSeconds(1);

    public override DateTimeOffset GetUtcNow() => Start + Step * (Interlocked.Increment(ref _reads) - 1);
}
