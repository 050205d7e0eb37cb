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

    /// <summary>The run of the machine that wrote it: see <see cref="MachineBoot"/>.</summary>
    [FieldOffset(64)]
    public UInt128 Boot;

    /// <summary>FNV-1a of all before it, once it is finished.</summary>
    [FieldOffset(ChecksumOffset)]
    public ulong Checksum;

    /// <summary>Pump: the wall clock in microseconds when the process was last at work, to a second or two. Zero before it began.</summary>
    [FieldOffset(88)]
    public long LastHeard;

    private const int ChecksumOffset = 80;

    /// <summary>What <see cref="Checksum"/> should be; the magic number counts as there.</summary>
    public static ulong ChecksumOf(in RingHeader header)
    {
        RingHeader finished = header;
        finished.Magic = MagicNumber;
        return Fnv.Hash(MemoryMarshal.AsBytes(new ReadOnlySpan<RingHeader>(in finished))[..ChecksumOffset]);
    }

    /// <summary>Whether it was never finished: its process ended, in this run of the machine, before anybody could record.</summary>
    public readonly bool IsUnfinished => Magic == 0 && (Boot == 0 || Boot == MachineBoot.Id);

    /// <summary>Whether another run of the machine wrote it, so that what was not on the disk is missing from its ring.</summary>
    public readonly bool IsOfOtherBoot => Boot != 0 && MachineBoot.Id != 0 && Boot != MachineBoot.Id;
}
