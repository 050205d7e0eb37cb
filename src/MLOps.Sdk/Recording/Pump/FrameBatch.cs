using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Recording.Pump;

/// <summary>
/// Frames of a ring in the order in which they are stored. While the store is at one of them, a thread of the pool
/// formats the features of those that follow; what it has not begun when its turn comes, the store formats itself. So a
/// starved pool costs time and nothing else.
/// </summary>
/// <remarks>Owned by the pump's thread, but for <see cref="IThreadPoolWorkItem.Execute"/>, which touches only what it took.</remarks>
internal sealed class FrameBatch(PredictionRing ring, FrameDecoder decoder) : IThreadPoolWorkItem
{
    private const int Capacity = 4_096;
    private const int WorthHelp = 2 * FormattedRun.Frames;

    private static readonly bool CanShare = Environment.ProcessorCount > 1;

    private readonly int[] _lanes = new int[Capacity];
    private readonly long[] _positions = new long[Capacity];
    private readonly FormattedRun[] _runs = [.. Enumerable.Range(0, Capacity / FormattedRun.Frames).Select(_ => new FormattedRun())];
    private IFeatureFormatter? _formatter;
    private bool _claimed; // the run whose turn it is
    private int _helping; // 1 while a thread of the pool is at it

    /// <summary>Frames in it.</summary>
    public int Count { get; private set; }

    /// <summary>The lane of a frame.</summary>
    public int LaneOf(int frame) => _lanes[frame];

    /// <summary>The bytes of a frame.</summary>
    public ReadOnlySpan<byte> FrameAt(int frame) => ring.Lanes[_lanes[frame]].Peek(_positions[frame]);

    /// <summary>The id of a frame's record.</summary>
    public PredictionId IdOf(int frame) => ring.IdOf(_lanes[frame], _positions[frame]);

    /// <summary>Takes the next frames, up to a number, and has their features formatted.</summary>
    public void Fill(LaneMerge merge, int atMost, IFeatureFormatter? formatter)
    {
        Leave();
        int count = 0;
        for (int most = Math.Min(atMost, Capacity); count < most && merge.MoveNext(); count++)
            (_lanes[count], _positions[count]) = (merge.Lane, merge.Position);
        Count = count;
        _formatter = formatter;
        bool share = formatter is not null && count > WorthHelp && CanShare;
        for (int run = 0; run * FormattedRun.Frames < count; run++)
        {
            if (share && run > 0) // the turn of the first comes before anybody could be there
                _runs[run].Offer();
            else
                _runs[run].Clear();
        }

        if (share)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The features of the frame whose turn it is; empty when the store has to format them.</summary>
    public ReadOnlySpan<byte> FeaturesOf(int frame)
    {
        (int run, int place) = Math.DivRem(frame, FormattedRun.Frames);
        if (place == 0)
            _claimed = _runs[run].TryClaim(); // waiting for a thread that lost its core would take longer than to do its work
        return _claimed ? _runs[run].TextOf(place) : default;
    }

    /// <summary>Sees to it that nobody reads the ring for this batch any more.</summary>
    public void Leave()
    {
        for (int run = 0; run * FormattedRun.Frames < Count; run++)
            _runs[run].Claim();
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        // One that comes late finds nothing to take, or helps with the batch that is there now.
        if (Interlocked.Exchange(ref _helping, 1) != 0)
            return;
        for (int run = 1; run < _runs.Length; run++)
        {
            if (_runs[run].TryTake())
                Format(_runs[run], run * FormattedRun.Frames);
        }

        Volatile.Write(ref _helping, 0);
    }

    private void Format(FormattedRun run, int first)
    {
        int end = Math.Min(first + FormattedRun.Frames, Count);
        try
        {
            for (int frame = first; frame < end; frame++)
            {
                if (FrameDecoder.KindOf(FrameAt(frame)) == FrameKind.Prediction)
                    run.Add(decoder.ReadPrediction(FrameAt(frame), IdOf(frame)), _formatter!);
                else
                    run.AddNothing();
            }
        }
        catch (Exception)
        {
            // A damaged frame: it and those behind it are left to the pump, which knows what to do with it.
        }

        run.Complete();
    }
}
