using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Recording.Spill;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Recording.Pump;

/// <summary>
/// Takes the records of one ring to the store, behind the monitors: these go on while the store is away. Owned by the
/// pump's thread.
/// </summary>
internal sealed class RingReader
{
    private readonly PredictionRing _ring;
    private readonly RingWatcher? _ahead;
    private readonly FrameDecoder _decoder;
    private readonly LaneMerge _toStore;
    private readonly FrameBatch _batch;
    private readonly long[] _stored;
    private readonly long[] _poisoned;
    private long _captureFailed; // in the batch at hand

    /// <param name="ring">The ring.</param>
    /// <param name="abandoned">Whether its writers are gone: torn frames are then skipped instead of waited for.</param>
    /// <param name="ahead">Who shows the records to the monitors first; null when nobody does.</param>
    public RingReader(PredictionRing ring, bool abandoned, RingWatcher? ahead = null)
    {
        _ring = ring;
        _ahead = ahead;
        _decoder = new FrameDecoder(ring);
        _toStore = new LaneMerge(ring, abandoned);
        _batch = new FrameBatch(ring, _decoder);
        _stored = new long[ring.Lanes.Length];
        _poisoned = new long[ring.Lanes.Length];
    }

    public PredictionRing Ring => _ring;

    /// <summary>Records stored without declared features or tags, because what reads them threw.</summary>
    public long CaptureFailed { get; private set; }

    /// <summary>Records of an ended process that were begun and not finished.</summary>
    public int Torn => _toStore.Torn;

    /// <summary>Whether everything claimed has been released.</summary>
    public bool IsDrained
    {
        get
        {
            foreach (RingLane lane in _ring.Lanes)
            {
                if (!lane.IsDrained)
                    return false;
            }

            return true;
        }
    }

    /// <summary>The fullest lane's share of its capacity, 0 to 1.</summary>
    public double Fill
    {
        get
        {
            double fill = 0;
            foreach (RingLane lane in _ring.Lanes)
                fill = Math.Max(fill, (lane.Tail - lane.Head) / (double)lane.Capacity);
            return fill;
        }
    }

    /// <summary>Stores one batch: begun, appended, committed, and only then released to the writers.</summary>
    /// <param name="store">The store.</param>
    /// <param name="windows">Closed windows and alerts to store along; emptied when they are durable.</param>
    /// <param name="cut">The monotonic clock up to which to go.</param>
    /// <param name="rows">Rows at most.</param>
    /// <param name="onPoison">Told of each record that cannot be read or that the store refuses for itself.</param>
    /// <returns>The number of frames stored.</returns>
    public int Store(IPredictionStore store, WindowQueue windows, long cut, int rows, Action<Exception> onPoison)
    {
        Array.Clear(_stored);
        Array.Clear(_poisoned);
        _captureFailed = 0;
        _toStore.Rewind();
        long until = BeginPass(cut);
        int frames = 0;
        bool begun = false;
        try
        {
            while (frames < rows)
            {
                _batch.Fill(_toStore, rows - frames, store.FeatureFormatter);
                if (_batch.Count == 0)
                {
                    // Monitors are faster than a store: while it was busy they have come further, and a full batch is
                    // cheaper than two.
                    if (_ahead is null || Math.Min(cut, _ahead.Until) == until)
                        break;
                    until = BeginPass(cut);
                    continue;
                }

                if (!begun)
                    store.Begin();
                begun = true;
                for (int frame = 0; frame < _batch.Count; frame++)
                    Append(store, frame, onPoison);
                frames += _batch.Count;
            }

            _batch.Leave();
            if (windows.Count > 0) // after the look at how far the monitors are: windows come with the rows that closed them
            {
                if (!begun)
                    store.Begin();
                begun = true;
                windows.AppendTo(store);
            }

            if (begun)
                store.Commit();
        }
        catch
        {
            _batch.Leave();
            if (begun)
                store.Rollback();
            throw;
        }

        windows.Clear();
        CaptureFailed += _captureFailed;
        Release();
        return frames;
    }

    /// <summary>Moves what the monitors have seen to disk, because the store is away.</summary>
    /// <returns>Whether anything was moved.</returns>
    /// <exception cref="IOException">The disk has no room.</exception>
    public bool Spill(SpillFolder spill, long cut)
    {
        _toStore.Rewind();
        _ = BeginPass(cut);
        while (_toStore.MoveNext())
        {
            // To the end of what is published.
        }

        Span<long> positions = stackalloc long[_stored.Length];
        for (int lane = 0; lane < positions.Length; lane++)
            positions[lane] = _toStore.PositionOf(lane);
        return spill.TryAdd(positions);
    }

    /// <summary>
    /// Never past the monitors: neither in time, so that the order holds, nor in place, because a frame whose writer was
    /// slow to publish it may appear meanwhile.
    /// </summary>
    private long BeginPass(long cut)
    {
        long until = _ahead is null ? cut : Math.Min(cut, _ahead.Until);
        _toStore.Begin(until, _ahead);
        return until;
    }

    private void Append(IPredictionStore store, int place, Action<Exception> onPoison)
    {
        ReadOnlySpan<byte> frame = _batch.FrameAt(place), features = _batch.FeaturesOf(place);
        PredictionId id = _batch.IdOf(place);
        int lane = _batch.LaneOf(place);
        bool prediction = FrameDecoder.KindOf(frame) == FrameKind.Prediction;
        try
        {
            if (prediction)
                Append(store, _decoder.ReadPrediction(frame, id, features));
            else
                store.Append(_decoder.ReadAnnotation(frame, id));
            _stored[lane] += prediction ? 1 : 0;
        }
        catch (Exception poison) when (poison is RecordRejectedException or not StoreException)
        {
            _poisoned[lane] += prediction ? 1 : 0;
            store.Quarantine(id, frame, poison.Message);
            onPoison(poison);
        }
    }

    private void Append(IPredictionStore store, in PredictionRecord record)
    {
        store.Append(record);
        _captureFailed += record.CaptureFailed ? 1 : 0;
    }

    private void Release()
    {
        for (int lane = 0; lane < _stored.Length; lane++)
            _ring.Lanes[lane].Release(_toStore.PositionOf(lane), _stored[lane], _poisoned[lane]);
    }
}
