using System.Runtime.InteropServices;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>The first page of a ring: what it is, whose it is, and how its clock relates to the wall's.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct RingHeader
{
    public const int Bytes = 4096;
    public const ulong MagicNumber = 0x31474E52504F4C4D; // "MLOPRNG1" read as a little-endian number

    [FieldOffset(0)]
    public ulong Magic;

    [FieldOffset(8)]
    public int Lanes;

    [FieldOffset(12)]
    public int ProcessId;

    [FieldOffset(16)]
    public long LaneCapacity;

    /// <summary>The upper half of the ids of its records.</summary>
    [FieldOffset(24)]
    public ulong Writer;

    /// <summary>The random part of the lower half.</summary>
    [FieldOffset(32)]
    public ulong Salt;

    /// <summary>A moment by the monotonic clock, …</summary>
    [FieldOffset(40)]
    public long AnchorTimestamp;

    /// <summary>… the same moment in microseconds since 1970 UTC, …</summary>
    [FieldOffset(48)]
    public long AnchorMicroseconds;

    /// <summary>… and the ticks of the monotonic clock in a second.</summary>
    [FieldOffset(56)]
    public long TicksPerSecond;
}
