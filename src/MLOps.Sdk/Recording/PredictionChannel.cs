using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;
using MLOps.Sdk.Recording.Spill;

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
    private int _freeLanes; // a hint that a look at the queue is worth its price
    private long _annotationsLost;
    private int _closed;

    public PredictionChannel(PredictionRing ring)
    {
        Ring = ring;
        _lanes = [.. ring.Lanes];
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            if (_lanes[lane].IsOwned)
                Return(lane);
            else
                _shared++;
        }
    }

    public PredictionRing Ring { get; }

    /// <summary>What waits on disk while the store is away; set by the pump before anything is recorded.</summary>
    public SpillFolder? Spill { get; set; }

    /// <summary>Actions and outcomes that could not be taken.</summary>
    public long AnnotationsLost => Volatile.Read(ref _annotationsLost);

    /// <summary>Records a finished call.</summary>
    /// <param name="version">The number of the version that answered, and the part it played.</param>
    /// <param name="status">How the call ended, and what else is true of it.</param>
    /// <param name="end">The monotonic clock at its end.</param>
    /// <param name="latency">Ticks of that clock from start to end.</param>
    /// <param name="cost">Pico-units, or <see cref="Cost.PicoUnits.Unknown"/>.</param>
    /// <param name="output">The output as a number, NaN when it has none.</param>
    /// <param name="numbers">Numeric features captured.</param>
    /// <param name="captured">Numbers and sections.</param>
    /// <returns>The lower half of its id, or 0 when it was lost.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Record(
        VersionMark version, CallMark status, long end, long latency, long cost, double output, int numbers, ReadOnlySpan<byte> captured)
    {
        int length = FrameStamp.LengthWith(PredictionFrame.Bytes + captured.Length);
        if (LaneWriter.Current is not { } writer || !writer.IsIdleIn(this))
            return RecordSlow(version, status, end, latency, cost, output, numbers, captured);
        var head = (PredictionFrame*)writer.TryEnter(length, out long position);
        if (head is null)
            return RecordSlow(version, status, end, latency, cost, output, numbers, captured);

        head->Header.Word = FrameHeader.WordOf(length, FrameKind.Prediction, length - PredictionFrame.Bytes - captured.Length);
        Write(head, version, status, end, latency, cost, output, numbers, captured);
        FrameStamp.Write((byte*)head, length, position, end);
        writer.Leave(position, length);
        return writer.Salt | ((ulong)position >> 3);
    }

    /// <summary>Records a finished call whose numbers stand in the owner's lane already, where the frame will be.</summary>
    /// <inheritdoc cref="Record"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong RecordPrepared(
        LaneWriter writer, VersionMark version, CallMark status, long end, long latency, long cost, double output, int numbers, byte* prepared)
    {
        int length = PredictionFrame.Bytes + (numbers * sizeof(double)) + FrameStamp.Bytes; // a multiple of 8
        if (!writer.TryEnterPrepared(prepared, length, out long position))
            return RecordSlow(version, status, end, latency, cost, output, numbers, new ReadOnlySpan<byte>(prepared + PredictionFrame.Bytes, numbers * sizeof(double)));

        var head = (PredictionFrame*)prepared;
        head->Header.Word = FrameHeader.WordOf(length, FrameKind.Prediction, FrameStamp.Bytes);
        WriteFixedPart(head, version, status, end, latency, cost, output, numbers);
        FrameStamp.Write(prepared, length, position, end);
        writer.Leave(position, length);
        return writer.Salt | ((ulong)position >> 3);
    }

    /// <summary>Records an action or an outcome.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Annotate(PredictionId prediction, AnnotationKind kind, long timestamp, double value, ReadOnlySpan<byte> sections)
    {
        RingLane lane = _lanes[CurrentProcessor.Index % _shared];
        int unpadded = AnnotationFrame.Bytes + sections.Length;
        int length = FrameStamp.LengthWith(unpadded);
        if (lane.TryClaim(length, FrameKind.Annotation, length - unpadded, out byte* frame, out long position) != ClaimResult.Claimed)
        {
            Interlocked.Increment(ref _annotationsLost);
            return false;
        }

        var head = (AnnotationFrame*)frame;
        head->Header.Timestamp = timestamp;
        head->PredictionWriter = prediction.Writer;
        head->PredictionSequence = prediction.Sequence;
        head->Kind = kind;
        head->Value = value;
        sections.CopyTo(new Span<byte>(frame + AnnotationFrame.Bytes, sections.Length));
        FrameStamp.Write(frame, length, position, timestamp);
        RingLane.Publish(frame, length);
        return true;
    }

    /// <summary>Counts a call that the sampling rate of its model leaves out.</summary>
    public void CountSampledOut() =>
        (LaneWriter.Current is { } writer && writer.Channel == this ? writer.Lane : _lanes[CurrentProcessor.Index % _shared]).CountLost(LossReason.Sampled);

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
    public RecordingCounts Count() => Spill?.Count() ?? RecordingCounts.Of(Ring);

    /// <summary>Takes back the lane of a thread that ended or moved on.</summary>
    internal void Return(int lane)
    {
        _free.Enqueue(lane);
        Interlocked.Increment(ref _freeLanes); // after the lane can be had: whoever sees it finds one, or lost a race
    }

    /// <summary>The same with all that can stand in the way: no lane of one's own, a lane's end, a lane that is full or closed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong RecordSlow(
        VersionMark version, CallMark status, long end, long latency, long cost, double output, int numbers, ReadOnlySpan<byte> captured)
    {
        int length = FrameStamp.LengthWith(PredictionFrame.Bytes + captured.Length);
        int slack = length - PredictionFrame.Bytes - captured.Length;
        LaneWriter? writer = WriterOfThread();
        RingLane lane = writer?.Lane ?? _lanes[CurrentProcessor.Index % _shared];
        ClaimResult claim = writer is not null
            ? writer.Enter(length, out byte* frame, out long position)
            : lane.TryClaim(length, FrameKind.Prediction, slack, out frame, out position);
        if (claim != ClaimResult.Claimed)
            return Lose(lane, claim);

        Write((PredictionFrame*)frame, version, status, end, latency, cost, output, numbers, captured);
        FrameStamp.Write(frame, length, position, end);
        if (writer is not null)
        {
            ((PredictionFrame*)frame)->Header.Word = FrameHeader.WordOf(length, FrameKind.Prediction, slack);
            writer.Leave(position, length);
        }
        else
        {
            RingLane.Publish(frame, length);
        }

        return lane.Salt | ((ulong)position >> 3);
    }

    /// <summary>The thread's writer if it may write now; gives it a free lane unless it has one in another channel that still records.</summary>
    private LaneWriter? WriterOfThread()
    {
        LaneWriter? current = LaneWriter.Current;
        if (current?.Channel == this)
            return current.IsIdleIn(this) ? current : null;
        if (Volatile.Read(ref _freeLanes) <= 0 || IsClosed || current is { Channel.IsClosed: false } || !_free.TryDequeue(out int lane))
            return null;
        Interlocked.Decrement(ref _freeLanes);
        return LaneWriter.Current = new LaneWriter(this, _lanes[lane], lane);
    }

    private bool IsClosed => Volatile.Read(ref _closed) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(
        PredictionFrame* head, VersionMark version, CallMark status, long end, long latency, long cost, double output, int numbers, ReadOnlySpan<byte> captured)
    {
        WriteFixedPart(head, version, status, end, latency, cost, output, numbers);
        captured.CopyTo(new Span<byte>((byte*)head + PredictionFrame.Bytes, captured.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteFixedPart(
        PredictionFrame* head, VersionMark version, CallMark status, long end, long latency, long cost, double output, int numbers)
    {
        head->Header.Timestamp = end;
        head->Latency = latency;
        head->Cost = cost;
        head->Output = output;
        head->Version = version;
        head->Call = status;
        head->Numbers = numbers;
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
