using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>Lanes of one process in one piece of memory: a mapped file that survives the process, or plain memory.</summary>
internal sealed unsafe class PredictionRing
{
    private readonly RingHeader* _header;

    private PredictionRing(RingMemory memory, VersionTable versions)
    {
        Memory = memory;
        Versions = versions;
        _header = (RingHeader*)memory.Pointer;
        var lanes = ImmutableArray.CreateBuilder<RingLane>(_header->Lanes);
        for (int lane = 0; lane < _header->Lanes; lane++)
            lanes.Add(new RingLane(memory, LaneOffset(lane, _header->LaneCapacity), _header->LaneCapacity, _header->Salt | ((ulong)lane << 46)));
        Lanes = lanes.MoveToImmutable();
    }

    public RingMemory Memory { get; }

    public VersionTable Versions { get; }

    public ImmutableArray<RingLane> Lanes { get; }

    public ref RingHeader Header => ref *_header;

    /// <summary>The id of the record at a position of a lane. Positions are multiples of 8 and never repeat.</summary>
    public PredictionId IdOf(int lane, long position) => new(_header->Writer, Lanes[lane].Salt | ((ulong)position >> 3));

    /// <summary>Bytes of a ring with these lanes.</summary>
    public static long SizeOf(int lanes, long laneCapacity) => LaneOffset(lanes, laneCapacity);

    /// <summary>A new ring.</summary>
    public static PredictionRing Create(RingMemory memory, VersionTable versions, int lanes, long laneCapacity, TimeProvider time, IdSeed seed)
    {
        if (!BitOperations.IsPow2(laneCapacity) || laneCapacity < RingLane.MinimumCapacity)
            throw new ArgumentOutOfRangeException(nameof(laneCapacity), laneCapacity, $"A lane's capacity is a power of two of at least {RingLane.MinimumCapacity} bytes.");

        ref RingHeader header = ref *(RingHeader*)memory.Pointer;
        header.Boot = MachineBoot.Id; // first: what is unfinished in another run of the machine may have lost its end
        header.Lanes = lanes;
        header.LaneCapacity = laneCapacity;
        header.ProcessId = Environment.ProcessId;
        header.Writer = seed.Writer;
        header.Salt = seed.Salt;
        header.TicksPerSecond = time.TimestampFrequency;
        header.AnchorTimestamp = time.GetTimestamp();
        header.AnchorMicroseconds = WallClock.Microseconds(time);
        for (int lane = SharedLanes(lanes); lane < lanes; lane++)
            ((LaneHeader*)(memory.Pointer + LaneOffset(lane, laneCapacity)))->Owned = 1;
        header.Checksum = RingHeader.ChecksumOf(header);
        header.Magic = RingHeader.MagicNumber; // last: a file without it was never finished
        return new PredictionRing(memory, versions);
    }

    /// <summary>The ring that a process left behind; null when the file was never finished or is not one.</summary>
    public static PredictionRing? Attach(RingMemory memory, VersionTable versions)
    {
        ref readonly RingHeader header = ref *(RingHeader*)memory.Pointer;
        bool whole = header.Magic == RingHeader.MagicNumber
            && header.Checksum == RingHeader.ChecksumOf(header)
            && header.Lanes is > 0 and <= RecordingDefaults.MaximumLanes
            && header.LaneCapacity >= RingLane.MinimumCapacity
            && BitOperations.IsPow2(header.LaneCapacity)
            && header.TicksPerSecond > 0
            && SizeOf(header.Lanes, header.LaneCapacity) <= memory.Length;
        return whole ? new PredictionRing(memory, versions) : null;
    }

    /// <summary>Whether its lanes say what can be true; one that another run of the machine wrote may not.</summary>
    public bool IsPlausible
    {
        get
        {
            foreach (RingLane lane in Lanes)
            {
                if (_header->IsOfOtherBoot && !lane.IsPlausible)
                    return false;
            }

            return true;
        }
    }

    /// <summary>What another run of the machine wrote: keeps the records that are whole, and makes padding of the rest.</summary>
    /// <returns>How many stretches were not whole; null when a lane says nothing that can be true, so that the ring cannot be read.</returns>
    public int? Mend()
    {
        if (!IsPlausible)
            return null;
        int torn = 0;
        foreach (RingLane lane in Lanes)
        {
            lane.Repair();
            torn += lane.Mend();
        }

        return torn;
    }

    /// <summary>Writes what stands before given positions to a file, as a ring with the same ids and empty books.</summary>
    /// <exception cref="IOException">The disk has no room.</exception>
    public void CopyTo(FileStream file, ReadOnlySpan<long> positions)
    {
        SafeFileHandle handle = file.SafeFileHandle;
        file.SetLength(SizeOf(_header->Lanes, _header->LaneCapacity));
        RandomAccess.Write(handle, new ReadOnlySpan<byte>(_header, RingHeader.Bytes), 0);
        Span<byte> page = stackalloc byte[LaneHeader.Bytes];
        for (int lane = 0; lane < Lanes.Length; lane++)
        {
            RingLane from = Lanes[lane];
            long offset = LaneOffset(lane, from.Capacity), head = from.Head;
            page.Clear();
            ref LaneHeader header = ref MemoryMarshal.AsRef<LaneHeader>(page);
            header.Owned = from.IsOwned ? 1 : 0;
            header.Closed = 1;
            header.Head = head;
            header.Tail = positions[lane];
            RandomAccess.Write(handle, page, offset);
            for (long at = head; at < positions[lane];)
            {
                long index = at % from.Capacity;
                int run = (int)Math.Min(Math.Min(positions[lane] - at, from.Capacity - index), 1 << 20);
                RandomAccess.Write(handle, new ReadOnlySpan<byte>(from.Data + index, run), offset + LaneHeader.Bytes + index);
                at += run;
            }
        }
    }

    /// <summary>A quarter of the lanes is shared, at least one; the others belong to one thread each.</summary>
    private static int SharedLanes(int lanes) => Math.Max(1, lanes / 4);

    private static long LaneOffset(int lane, long capacity) => RingHeader.Bytes + lane * (LaneHeader.Bytes + capacity);
}
