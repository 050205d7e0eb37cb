using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording;

/// <summary>
/// A thread's right to write to a lane of its own. Kept in a thread-static field, so that it becomes garbage with its
/// thread, or with its channel when the thread turns to another one; the finalizer then gives the lane back.
/// </summary>
internal sealed class LaneOwner(PredictionChannel channel, RingLane lane, int index)
{
    [ThreadStatic]
    private static LaneOwner? s_current;

    ~LaneOwner() => Channel.Return(index);

    /// <summary>The lane of the calling thread, in the channel that it recorded to first.</summary>
    public static LaneOwner? Current
    {
        get => s_current;
        set => s_current = value;
    }

    /// <summary>Owner: whether a call of the thread has its input captured behind the lane's tail.</summary>
    public bool IsBusy { get; set; }

    public PredictionChannel Channel { get; } = channel;

    public RingLane Lane { get; } = lane;

    /// <summary>The part of the ids that is the same for all records of the lane.</summary>
    public ulong Salt { get; } = lane.Salt;

}
