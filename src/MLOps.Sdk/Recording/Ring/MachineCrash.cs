using System.Globalization;
using MLOps.Sdk.Recording.Pump;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>What a crash of the machine leaves of a ring: pages as they were when they last reached the disk.</summary>
internal static class MachineCrash
{
    /// <summary>Whether a ring that cannot be read was never finished, rather than torn.</summary>
    public static unsafe bool IsUnfinished(RingMemory memory) => ((RingHeader*)memory.Pointer)->IsUnfinished;

    /// <summary>That predictions may be missing which the ring had when the machine ended; nobody can know how many.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="torn">Stretches of it that were in pieces.</param>
    /// <param name="time">The clock.</param>
    public static LogEvent GapOf(PredictionRing ring, int torn, TimeProvider time)
    {
        DateTimeOffset heard = WallClock.FromMicroseconds(Math.Max(ring.Header.LastHeard, ring.Header.AnchorMicroseconds));
        DateTimeOffset since = OldestPending.TimeOf(ring) is { } oldest && oldest < heard ? oldest : heard;
        return Gap(
            "machineCrash", since, time, string.Create(CultureInfo.InvariantCulture, $"process {ring.Header.ProcessId}"),
            ring.Header.Writer.ToString("x16", CultureInfo.InvariantCulture), torn);
    }

    /// <summary>That a ring cannot be read: its header did not reach the disk as a whole.</summary>
    public static LogEvent GapOfTorn(string ring, TimeProvider time) =>
        Gap("tornChannel", new DateTimeOffset(File.GetCreationTimeUtc(ring), TimeSpan.Zero), time, Path.GetFileName(ring), Path.GetFileNameWithoutExtension(ring), 1);

    // Once: whoever takes a ring over may be killed when the log has this, before the ring is removed.
    private static LogEvent Gap(string reason, DateTimeOffset since, TimeProvider time, string actor, string writer, int torn) => new()
    {
        Kind = LogEvent.Gap,
        Time = time.GetUtcNow(),
        Actor = actor,
        Key = writer + LossBook.KeySeparator + reason,
        IsOnce = true,
        Details = EventDetails.Of(
            ("from", Iso(since)), ("to", Iso(time.GetUtcNow())), ("reason", reason), ("torn", torn.ToString(CultureInfo.InvariantCulture))),
    };

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
