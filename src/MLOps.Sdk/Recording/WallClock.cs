namespace MLOps.Sdk.Recording;

/// <summary>Wall-clock time as the log keeps it: microseconds since 1970-01-01 UTC.</summary>
internal static class WallClock
{
    public static long Microseconds(TimeProvider time) => Microseconds(time.GetUtcNow());

    public static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
