using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Recording.Pump;

/// <summary>
/// Brings what a channel lost into the log as gaps: an ended process must not take its losses with it. The store is told
/// totals, so that telling it twice adds nothing. Owned by the pump's thread.
/// </summary>
internal sealed class LossBook(PredictionRing ring, IEventSink sink)
{
    private static readonly LossReason[] Reasons = Enum.GetValues<LossReason>();

    private readonly string _writer = ring.Header.Writer.ToString("x16", CultureInfo.InvariantCulture);
    private readonly string _actor = string.Create(CultureInfo.InvariantCulture, $"process {ring.Header.ProcessId}");
    private readonly long[] _told = new long[LaneHeader.LossReasons];
    private long _since = ring.Header.AnchorMicroseconds;

    /// <summary>What separates writer and reason in a gap's key.</summary>
    public const char KeySeparator = '/';

    /// <summary>Tells what was lost since the last time.</summary>
    /// <param name="now">The time in microseconds since 1970-01-01 UTC.</param>
    public void Tell(long now)
    {
        foreach (LossReason reason in Reasons)
        {
            long total = 0;
            foreach (RingLane lane in ring.Lanes)
                total += lane.Lost(reason);
            if (total == _told[(int)reason])
                continue;

            sink.Add(GapOf(reason, total, now));
            _told[(int)reason] = total;
        }

        _since = now;
    }

    /// <summary>Tells that its process ended, which could not do so itself.</summary>
    /// <param name="now">The time in microseconds since 1970-01-01 UTC.</param>
    public void TellEnd(long now) => sink.Add(new LogEvent
    {
        Kind = LogEvent.Stop,
        Time = Moment(now),
        Actor = _actor,
        Key = _writer,
        IsOnce = true, // its own word counts, and whoever told it before was killed
        Details = $$"""{"{{LogEvent.LastHeard}}":"{{Iso(Math.Max(ring.Header.LastHeard, ring.Header.AnchorMicroseconds))}}"}""",
    });

    private LogEvent GapOf(LossReason reason, long total, long now)
    {
        string name = JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());
        return new LogEvent
        {
            Kind = LogEvent.Gap,
            Time = Moment(now),
            Actor = _actor,
            Key = _writer + KeySeparator + name,
            Count = total,
            CountIsTotal = true,
            Details = $$"""{"from":"{{Iso(_since)}}","to":"{{Iso(now)}}","reason":"{{name}}"}""",
        };
    }

    private static DateTimeOffset Moment(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static string Iso(long microseconds) => Moment(microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
