using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording;

/// <summary>
/// Where callers leave their records: lock-free, bounded in bytes, 0 bytes allocated. A record that cannot be taken is
/// counted with its reason; nothing ever waits and nothing ever throws.
/// </summary>
/// <remarks>
/// A thread gets a lane of its own with its first record and writes to it with plain stores; when all are taken, it
/// writes to a shared lane by compare-and-swap. Which lane a record takes changes nothing but its price.
/// </remarks>
internal sealed unsafe class PredictionChannel
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    private readonly RingLane[] _lanes;
    private readonly int _shared;
    private readonly ConcurrentQueue<int> _free = new();
    private long _annotationsLost;
    private int _closed;

    public PredictionChannel(PredictionRing ring)
    {
        Ring = ring;
        _lanes = [.. ring.Lanes];
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            if (_lanes[lane].IsOwned)
                _free.Enqueue(lane);
            else
                _shared++;
        }
    }

    public PredictionRing Ring { get; }

    /// <summary>Actions and outcomes that could not be taken.</summary>
    public long AnnotationsLost => Volatile.Read(ref _annotationsLost);

    /// <summary>Records a finished call.</summary>
    /// <param name="version">The number of the version that answered.</param>
    /// <param name="call">How it went.</param>
    /// <param name="captured">Numbers and sections.</param>
    /// <returns>The lower half of its id, or 0 when it was lost.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Record(int version, in CallFacts call, ReadOnlySpan<byte> captured)
    {
        LaneOwner? owner = LaneOwner.Current;
        if (owner is null || owner.Channel != this)
            return RecordShared(version, call, captured);

        int length = (PredictionFrame.Bytes + captured.Length + 7) & ~7;
        RingLane lane = owner.Lane;
        ClaimResult claim = lane.TryEnter(length, out byte* frame, out long position);
        if (claim != ClaimResult.Claimed)
            return Lose(lane, claim);

        ((FrameHeader*)frame)->Length = length;
        ((FrameHeader*)frame)->Kind = FrameKind.Prediction;
        Write((PredictionFrame*)frame, length, version, call, captured);
        lane.Leave(position, length);
        return owner.Salt | ((ulong)position >> 3);
    }

    /// <summary>Records an action or an outcome.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Annotate(PredictionId prediction, AnnotationKind kind, long timestamp, double value, ReadOnlySpan<byte> sections)
    {
        RingLane lane = _lanes[CurrentProcessor.Index % _shared];
        int unpadded = AnnotationFrame.Bytes + sections.Length;
        int length = (unpadded + 7) & ~7;
        if (lane.TryClaim(length, FrameKind.Annotation, out byte* frame, out _) != ClaimResult.Claimed)
        {
            Interlocked.Increment(ref _annotationsLost);
            return false;
        }

        var head = (AnnotationFrame*)frame;
        head->Header.Version = FrameHeader.CurrentVersion;
        head->Header.Slack = (byte)(length - unpadded);
        head->Header.Timestamp = timestamp;
        head->PredictionWriter = prediction.Writer;
        head->PredictionSequence = prediction.Sequence;
        head->Kind = kind;
        head->Value = value;
        sections.CopyTo(new Span<byte>(frame + AnnotationFrame.Bytes, sections.Length));
        RingLane.Publish(frame, length);
        return true;
    }

    /// <summary>Refuses all further records, each counted as <see cref="LossReason.Stopped"/>, and waits for those being written.</summary>
    public void Close()
    {
        Volatile.Write(ref _closed, 1);
        foreach (RingLane lane in _lanes)
        {
            if (lane.IsOwned)
                lane.CloseOwned();
            else
                lane.CloseShared();
        }

        // From here on every owner sees that its lane is closed, or is seen to be inside.
        Interlocked.MemoryBarrierProcessWide();
        foreach (RingLane lane in _lanes)
            SpinWait.SpinUntil(() => !lane.HasOwnerInside, ClosePatience);
    }

    /// <summary>The books: <c>calls = durable + pending + lost</c>.</summary>
    public RecordingCounts Count() => RecordingCounts.Of(Ring);

    /// <summary>Takes back the lane of a thread that ended or moved on.</summary>
    internal void Return(int lane) => _free.Enqueue(lane);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong RecordShared(int version, in CallFacts call, ReadOnlySpan<byte> captured)
    {
        if (TryOwnLane())
            return Record(version, call, captured);

        int index = CurrentProcessor.Index % _shared;
        int length = (PredictionFrame.Bytes + captured.Length + 7) & ~7;
        RingLane lane = _lanes[index];
        ClaimResult claim = lane.TryClaim(length, FrameKind.Prediction, out byte* frame, out long position);
        if (claim != ClaimResult.Claimed)
            return Lose(lane, claim);

        Write((PredictionFrame*)frame, length, version, call, captured);
        RingLane.Publish(frame, length);
        return lane.Salt | ((ulong)position >> 3);
    }

    /// <summary>Gives the thread a free lane, unless it has one in another channel that still records.</summary>
    private bool TryOwnLane()
    {
        if (_free.IsEmpty || LaneOwner.Current is { Channel.IsClosed: false } || IsClosed || !_free.TryDequeue(out int lane))
            return false;
        LaneOwner.Current = new LaneOwner(this, _lanes[lane], lane);
        return true;
    }

    private bool IsClosed => Volatile.Read(ref _closed) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(PredictionFrame* head, int length, int version, in CallFacts call, ReadOnlySpan<byte> captured)
    {
        head->Header.Version = FrameHeader.CurrentVersion;
        head->Header.Slack = (byte)(length - PredictionFrame.Bytes - captured.Length);
        head->Header.Timestamp = call.EndTimestamp;
        head->Latency = call.Latency;
        head->Cost = call.Cost;
        head->Output = call.Output;
        head->Version = version;
        head->Status = call.Status;
        head->Variant = call.Variant;
        head->Flags = call.Flags;
        head->Numbers = call.Numbers;
        captured.CopyTo(new Span<byte>((byte*)head + PredictionFrame.Bytes, captured.Length));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Lose(RingLane lane, ClaimResult claim)
    {
        lane.CountLost(claim switch
        {
            ClaimResult.TooLarge => LossReason.TooLarge,
            ClaimResult.Closed => LossReason.Stopped,
            _ => LossReason.ChannelFull,
        });
        return 0;
    }
}
