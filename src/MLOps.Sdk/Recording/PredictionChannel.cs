using System.Runtime.CompilerServices;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording;

/// <summary>
/// Where callers leave their records: lock-free, bounded in bytes, 0 bytes allocated. A record that cannot be taken is
/// counted with its reason; nothing ever waits and nothing ever throws.
/// </summary>
internal sealed unsafe class PredictionChannel
{
    private readonly Lane[] _lanes;
    private readonly int _laneMask;
    private long _annotationsLost;

    public PredictionChannel(PredictionRing ring)
    {
        System.Diagnostics.Debug.Assert(System.Numerics.BitOperations.IsPow2(ring.Lanes.Length), "A lane is chosen by a mask.");
        Ring = ring;
        _lanes = [.. ring.Lanes.Select((lane, index) => new Lane(lane, ring.LaneSalt(index)))];
        _laneMask = _lanes.Length - 1;
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
        // Callers on different cores use different lanes. A thread that moves in between only shares a lane for one record.
        ref readonly Lane lane = ref _lanes[CurrentProcessor.Index & _laneMask];
        int unpadded = PredictionFrame.Bytes + captured.Length;
        int length = (unpadded + 7) & ~7;
        ClaimResult claim = lane.Ring.TryClaim(length, FrameKind.Prediction, out byte* frame, out long position);
        if (claim != ClaimResult.Claimed)
            return Lose(lane.Ring, claim);

        var head = (PredictionFrame*)frame;
        head->Header.Version = FrameHeader.CurrentVersion;
        head->Header.Slack = (byte)(length - unpadded);
        head->Header.Timestamp = call.EndTimestamp;
        head->Latency = call.Latency;
        head->Cost = call.Cost;
        head->Output = call.Output;
        head->Version = version;
        head->Status = call.Status;
        head->Variant = call.Variant;
        head->Flags = call.Flags;
        head->Numbers = call.Numbers;
        captured.CopyTo(new Span<byte>(frame + PredictionFrame.Bytes, captured.Length));
        RingLane.Publish(frame, length);
        return lane.Salt | ((ulong)position >> 3);
    }

    /// <summary>Records an action or an outcome.</summary>
    /// <returns>Whether it was taken.</returns>
    public bool Annotate(PredictionId prediction, AnnotationKind kind, long timestamp, double value, ReadOnlySpan<byte> sections)
    {
        RingLane lane = _lanes[CurrentProcessor.Index & _laneMask].Ring;
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

    /// <summary>Refuses all further records, each counted as <see cref="LossReason.Stopped"/>.</summary>
    public void Close()
    {
        foreach (Lane lane in _lanes)
            lane.Ring.Close();
    }

    /// <summary>The books: <c>calls = durable + pending + lost</c>.</summary>
    public RecordingCounts Count() => RecordingCounts.Of(Ring);

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

    private readonly record struct Lane(RingLane Ring, ulong Salt);
}
