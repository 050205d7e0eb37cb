using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>Finds when the oldest record of a ring was written that is not durable yet. Any thread or process; disturbs nobody.</summary>
internal static class OldestPending
{
    /// <summary>By the monotonic clock of the ring's process; null when nothing is pending.</summary>
    public static long? TimestampOf(PredictionRing ring)
    {
        long? oldest = null;
        foreach (RingLane lane in ring.Lanes)
        {
            if (TimestampOf(lane) is { } timestamp && (oldest is null || timestamp < oldest))
                oldest = timestamp;
        }

        return oldest;
    }

    /// <summary>By the wall clock; null when nothing is pending.</summary>
    public static DateTimeOffset? TimeOf(PredictionRing ring)
    {
        if (TimestampOf(ring) is not { } timestamp)
            return null;
        ref readonly RingHeader header = ref ring.Header;
        double seconds = (timestamp - header.AnchorTimestamp) / (double)header.TicksPerSecond;
        return WallClock.FromMicroseconds(header.AnchorMicroseconds).AddSeconds(seconds);
    }

    private static long? TimestampOf(RingLane lane)
    {
        // A frame at the head stays until the head moves; one read while it moves is older than what is there, never newer.
        for (long position = lane.Head; position < lane.Tail;)
        {
            ReadOnlySpan<byte> frame = lane.Peek(position);
            if (frame.Length < sizeof(long) || (frame.Length & (sizeof(long) - 1)) != 0)
                return null;
            if (FrameDecoder.KindOf(frame) != FrameKind.Padding)
                return frame.Length >= FrameHeader.Bytes ? FrameDecoder.TimestampOf(frame) : null;
            position += frame.Length;
        }

        return null;
    }
}
