using System.Runtime.InteropServices;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>
/// The first page of a lane, shared by its writers, its reader and whoever reads the file after a crash. What writers
/// touch and what the reader touches lie on different pairs of cache lines.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal unsafe struct LaneHeader
{
    public const int Bytes = 4096;
    public const int LossReasons = 16;

    /// <summary>
    /// Writers: the end of what is claimed (shared lane, moved by compare-and-swap) or written (owned lane, moved by its
    /// owner). A bit that a position does not need says that a shared lane is closed.
    /// </summary>
    [FieldOffset(0)]
    public long Tail;

    /// <summary>Writers: a head seen earlier. Being stale only makes a writer look at <see cref="Head"/>.</summary>
    [FieldOffset(8)]
    public long CachedHead;

    /// <summary>Set when the ring is made: 1 when one thread at a time writes to this lane.</summary>
    [FieldOffset(16)]
    public int Owned;

    /// <summary>Reader: the end of what is durable and cleared.</summary>
    [FieldOffset(128)]
    public long Head;

    /// <summary>Reader: predictions stored and synced.</summary>
    [FieldOffset(136)]
    public long Durable;

    /// <summary>Reader: odd while head, durable and losses are being moved together; see <see cref="LaneCounts"/>.</summary>
    [FieldOffset(144)]
    public long Epoch;

    /// <summary>Reader: where <see cref="Head"/> will be when the epoch is even again; written before it turns odd, …</summary>
    [FieldOffset(152)]
    public long HeadAfter;

    /// <summary>… what <see cref="Durable"/> will be, …</summary>
    [FieldOffset(160)]
    public long DurableAfter;

    /// <summary>… and what the losses for <see cref="LossReason.Poison"/> will be, which the reader alone counts.</summary>
    [FieldOffset(168)]
    public long PoisonAfter;

    /// <summary>Owner: 1 while it writes a frame. On a line that no reader looks at while the lane is in use.</summary>
    [FieldOffset(384)]
    public int Inside;

    /// <summary>Whoever stops: 1 when the owner of an owned lane may write no more.</summary>
    [FieldOffset(388)]
    public int Closed;

    /// <summary>Anybody, rarely: predictions lost, by <see cref="LossReason"/>.</summary>
    [FieldOffset(256)]
    public fixed long Lost[LossReasons];
}
