using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Bounds of a query as the log keeps times: in whole microseconds.</summary>
internal static class IsoText
{
    /// <summary>The first whole microsecond at or after a time: "at or after" and "before" it mean the same as for the time itself.</summary>
    public static string AtOrAfter(DateTimeOffset time)
    {
        long rest = time.UtcTicks % TimeSpan.TicksPerMicrosecond;
        bool isLast = time.UtcTicks > DateTime.MaxValue.Ticks - TimeSpan.TicksPerMicrosecond;
        return IsoTime.Format(rest == 0 || isLast ? time : time.AddTicks(TimeSpan.TicksPerMicrosecond - rest));
    }
}
