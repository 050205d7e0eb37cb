namespace MLOps.Sdk.Recording.Ring;

/// <content>A lane that one thread at a time writes to, through its <see cref="LaneWriter"/>.</content>
internal sealed unsafe partial class RingLane
{
    /// <summary>Whether the owner is inside.</summary>
    public bool HasOwnerInside => Volatile.Read(ref _header->Inside) != 0;

    /// <summary>Where the owner's stores go.</summary>
    public LaneHeader* Header => _header;

    /// <summary>Where the owner's frames go.</summary>
    public byte* Data => _data;

    /// <summary>Refuses all further frames. Sound only with a process-wide barrier after it; see <see cref="PredictionChannel.Close"/>.</summary>
    public void CloseOwned() => Volatile.Write(ref _header->Closed, 1);
}
