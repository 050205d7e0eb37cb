namespace MLOps.Sdk.Drift.Alarms;

/// <summary>Record times as moments.</summary>
internal static class WallTime
{
    private const long Earliest = -62_135_596_800_000_000;
    private const long Latest = 253_402_300_799_999_999;

    /// <summary>The moment; what lies outside of the years 1 to 9999 becomes the nearest that does not.</summary>
    /// <param name="microseconds">Microseconds since 1970-01-01 UTC.</param>
    public static DateTimeOffset Of(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(microseconds, Earliest, Latest) * TimeSpan.TicksPerMicrosecond);
}
