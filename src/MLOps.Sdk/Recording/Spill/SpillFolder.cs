using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording.Spill;

/// <summary>
/// What waits on disk while the store is away, oldest first, within a budget of bytes. A segment is a ring of its own, with
/// the ids that its records had: a killed process leaves it like any ring, and whoever stores a ring stores it.
/// </summary>
/// <remarks>Changed by the pump's thread; counted by any, under the lock, so that no record is counted twice or not at all while it moves.</remarks>
internal sealed class SpillFolder(PredictionRing ring, RingDirectory directory, long budget) : IDisposable
{
    private readonly Lock _moving = new();
    private readonly Queue<Segment> _segments = new();
    private long _bytes;
    private int _next;

    /// <summary>Whether nothing waits on disk.</summary>
    public bool IsEmpty => Oldest is null;

    /// <summary>The segment to be stored first, or null.</summary>
    public PredictionRing? Oldest
    {
        get
        {
            lock (_moving)
                return _segments.TryPeek(out Segment? segment) ? segment.Files.Ring : null;
        }
    }

    /// <summary>The books of the ring and of what waits on disk, at one moment.</summary>
    public RecordingCounts Count()
    {
        lock (_moving)
        {
            RecordingCounts counts = RecordingCounts.Of(ring);
            foreach (Segment segment in _segments)
                counts = counts.Add(RecordingCounts.Of(segment.Files.Ring));
            return counts;
        }
    }

    /// <summary>Moves what stands before given positions from the ring to disk, when the budget allows.</summary>
    /// <param name="positions">For each lane, a frame's start up to which all is published.</param>
    /// <returns>Whether it was moved; the records stay in the ring otherwise.</returns>
    /// <exception cref="IOException">The disk has no room.</exception>
    public bool TryAdd(ReadOnlySpan<long> positions)
    {
        long bytes = 0;
        for (int lane = 0; lane < positions.Length; lane++)
            bytes += positions[lane] - ring.Lanes[lane].Head;
        if (bytes == 0 || _bytes + bytes > budget)
            return false;

        // First on disk, then out of the ring: a process killed in between leaves both, and storing twice stores once.
        RingFiles files = directory.CreateSegment(ring, positions, _next++);
        lock (_moving)
        {
            _segments.Enqueue(new Segment(files, bytes));
            for (int lane = 0; lane < positions.Length; lane++)
                ring.Lanes[lane].Release(positions[lane], durable: 0);
        }

        _bytes += bytes;
        return true;
    }

    /// <summary>Removes the oldest segment, all of which is durable or poison: its books become the ring's.</summary>
    public void RemoveOldest()
    {
        Segment segment;
        lock (_moving)
        {
            segment = _segments.Dequeue();
            long durable = 0, poisoned = 0;
            foreach (RingLane lane in segment.Files.Ring.Lanes)
            {
                LaneCounts counts = lane.Count();
                durable += counts.Durable;
                poisoned += counts.Poisoned;
            }

            RingLane first = ring.Lanes[0];
            first.Release(first.Head, durable, poisoned);
        }

        _bytes -= segment.Bytes;
        segment.Files.Delete();
        segment.Files.Dispose();
    }

    /// <summary>Lets go of what is left, for the next start.</summary>
    public void Dispose()
    {
        foreach (Segment segment in _segments)
            segment.Files.Dispose();
    }

    private sealed record Segment(RingFiles Files, long Bytes);
}
