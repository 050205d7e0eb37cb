using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording.Pump;

/// <summary>
/// Reads the lanes of a ring as one stream in the order of the frames' clocks. Owned by one thread.
/// </summary>
/// <remarks>
/// Frames later than the cut are left for the next pass. A frame that happened before another one was published before
/// the other's clock was read; with a cut taken before the lanes are read, both are seen, or only the earlier one.
/// </remarks>
internal sealed class LaneMerge
{
    private const long Nothing = long.MaxValue;

    private readonly RingLane[] _lanes;
    private readonly bool _abandoned;
    private readonly long[] _positions;
    private readonly long[] _limits; // where the pass ends in each lane
    private readonly long[] _timestamps; // of the next frame of each lane, or Nothing
    private long _cut;

    /// <param name="ring">The ring.</param>
    /// <param name="abandoned">Whether its writers are gone: torn frames are then skipped instead of waited for.</param>
    public LaneMerge(PredictionRing ring, bool abandoned)
    {
        _lanes = [.. ring.Lanes];
        _abandoned = abandoned;
        _positions = new long[_lanes.Length];
        _limits = new long[_lanes.Length];
        _timestamps = new long[_lanes.Length];
        Rewind();
    }

    /// <summary>The lane of the current frame.</summary>
    public int Lane { get; private set; }

    /// <summary>The current frame's place in its lane.</summary>
    public long Position { get; private set; }

    /// <summary>Frames that a writer had claimed and not finished when its process ended.</summary>
    public int Torn { get; private set; }

    /// <summary>The current frame.</summary>
    public ReadOnlySpan<byte> Frame => _lanes[Lane].Peek(Position);

    /// <summary>Where the next frame of a lane starts.</summary>
    public long PositionOf(int lane) => _positions[lane];

    /// <summary>Whether nothing is claimed that was not read.</summary>
    public bool IsAtEnd
    {
        get
        {
            for (int lane = 0; lane < _lanes.Length; lane++)
            {
                if (_positions[lane] < _lanes[lane].Tail)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Goes back to the lanes' heads.</summary>
    public void Rewind()
    {
        for (int lane = 0; lane < _lanes.Length; lane++)
            _positions[lane] = _lanes[lane].Head;
    }

    /// <summary>Starts a pass over what was published up to <paramref name="cut"/> by the monotonic clock.</summary>
    /// <param name="cut">The last moment whose frames are read.</param>
    /// <param name="ahead">Who must not be overtaken, or null.</param>
    public void Begin(long cut, RingWatcher? ahead = null)
    {
        _cut = cut;
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            // The tail is read once a pass: it lies in the line that the writers write to.
            _limits[lane] = ahead?.PositionOf(lane) ?? _lanes[lane].Tail;
            LookAhead(lane);
        }
    }

    /// <summary>Moves to the earliest frame left.</summary>
    public bool MoveNext()
    {
        int earliest = 0;
        for (int lane = 1; lane < _timestamps.Length; lane++)
        {
            if (_timestamps[lane] < _timestamps[earliest])
                earliest = lane;
        }

        if (_timestamps[earliest] == Nothing)
            return false;

        Lane = earliest;
        Position = _positions[earliest];
        _positions[earliest] = Position + Frame.Length;
        LookAhead(earliest);
        return true;
    }

    private void LookAhead(int lane)
    {
        while (true)
        {
            if (_positions[lane] >= _limits[lane])
            {
                _timestamps[lane] = Nothing;
                return;
            }

            ReadOnlySpan<byte> frame = _lanes[lane].Peek(_positions[lane]);
            if (frame.IsEmpty)
            {
                _timestamps[lane] = Nothing;
                if (!_abandoned)
                    return;
                Torn++;
                _positions[lane] += _lanes[lane].TornLength(_positions[lane]);
            }
            else if (FrameDecoder.KindOf(frame) == FrameKind.Padding)
            {
                _positions[lane] += frame.Length;
            }
            else
            {
                long timestamp = FrameDecoder.TimestampOf(frame);
                _timestamps[lane] = timestamp <= _cut ? timestamp : Nothing;
                return;
            }
        }
    }
}
