using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>
/// A bounded run of bytes that is written on one side and read on the other, lock-free. Frames follow each other and
/// never wrap: what is left at the end becomes a padding frame. The reader frees frames only when they are durable.
/// </summary>
/// <remarks>
/// A lane is shared (any thread writes, by compare-and-swap) or owned (one thread at a time writes, with plain stores);
/// how each is written stands in its own file. This one holds what both have in common and what the reader does.
/// </remarks>
internal sealed unsafe partial class RingLane
{
    /// <summary>Set in the tail of a shared lane when it is closed: any claim then looks as if it did not fit.</summary>
    private const long ClosedBit = 1L << 62;

    /// <summary>The smallest lane: 16 KiB.</summary>
    public const int MinimumCapacity = 16 * 1024;

    private readonly RingMemory _memory; // keeps the mapping alive while the lane is reachable
    private readonly LaneHeader* _header;
    private readonly byte* _data;
    private readonly long _capacity;
    private readonly long _mask;
    private readonly int _maximumFrame;

    /// <summary>A lane over its page and its bytes.</summary>
    /// <param name="memory">The memory that holds it.</param>
    /// <param name="offset">Where its header page starts.</param>
    /// <param name="capacity">Bytes of data, a power of two.</param>
    /// <param name="salt">The part of the ids that is the same for all its records, in their lower half.</param>
    public RingLane(RingMemory memory, long offset, long capacity, ulong salt)
    {
        _memory = memory;
        _header = (LaneHeader*)(memory.Pointer + offset);
        _data = memory.Pointer + offset + LaneHeader.Bytes;
        _capacity = capacity;
        _mask = capacity - 1;
        _maximumFrame = (int)Math.Min(capacity / 8, int.MaxValue / 2);
        Salt = salt;
        IsOwned = _header->Owned != 0;
    }

    /// <summary>The part of the ids that is the same for all its records, in their lower half.</summary>
    public ulong Salt { get; }

    /// <summary>Whether one thread at a time writes to it.</summary>
    public bool IsOwned { get; }

    /// <summary>Bytes of data.</summary>
    public long Capacity => _capacity;

    /// <summary>The largest frame: an eighth of the lane, so that one record cannot crowd out all others.</summary>
    public int MaximumFrame => _maximumFrame;

    /// <summary>The end of what was released.</summary>
    public long Head => Volatile.Read(ref _header->Head);

    /// <summary>The end of what is claimed or written. An acquire read: in an owned lane, all of it is visible.</summary>
    public long Tail => Volatile.Read(ref _header->Tail) & ~ClosedBit;

    /// <summary>Whether everything claimed has been released and no owner is inside.</summary>
    public bool IsDrained => !HasOwnerInside && Head >= Tail; // an owner moves the tail before it goes out

    /// <summary>Anybody: counts a prediction that will have no row.</summary>
    public void CountLost(LossReason reason, long count = 1) => Interlocked.Add(ref _header->Lost[(int)reason], count);

    /// <summary>Predictions lost for the given reason.</summary>
    public long Lost(LossReason reason) => Volatile.Read(ref _header->Lost[(int)reason]);

    /// <summary>Reader: the published frame at a position before the tail, or an empty span when it is still being written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Peek(long position)
    {
        byte* frame = _data + (position & _mask);
        int length = Volatile.Read(ref *(int*)frame); // acquire: pairs with Publish
        return length > 0 ? new ReadOnlySpan<byte>(frame, length) : default;
    }

    /// <summary>
    /// Writers: asks for the lines of a frame soon to be written, so that writing it will not wait: a lane is larger than the
    /// caches near a core. Fetching never faults, so the lane's end needs no care.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchAhead(byte* frame, int bytes)
    {
        const int Line = 64, FramesAhead = 8;
        if (!Sse.IsSupported)
            return;
        byte* ahead = frame + (FramesAhead * (long)bytes);
        Sse.Prefetch0(ahead);
        Sse.Prefetch0(ahead + Line);
        Sse.Prefetch0(ahead + (2 * Line));
    }

    /// <summary>Reader: frees everything before a position, which must lie on a frame's start.</summary>
    /// <param name="position">The new head.</param>
    /// <param name="durable">Predictions among what is freed that are stored and synced.</param>
    /// <param name="poisoned">Predictions among what is freed that no store would take.</param>
    public void Release(long position, long durable, long poisoned = 0)
    {
        _header->HeadAfter = position;
        _header->DurableAfter = _header->Durable + durable;
        _header->PoisonAfter = Lost(LossReason.Poison) + poisoned;
        Volatile.Write(ref _header->Epoch, _header->Epoch + 1); // release: what will be is written before the epoch is odd
        Interlocked.MemoryBarrier(); // the odd epoch is visible before anything moves
        FinishRelease();
    }

    /// <summary>Whoever took the lane over: ends the release in which its reader was killed, if there was one.</summary>
    public void Repair()
    {
        if ((_header->Epoch & 1) != 0)
            FinishRelease();
    }

    // Doing it twice does the same: a killed reader may have done any part of it.
    private void FinishRelease()
    {
        long position = _header->HeadAfter;
        Clear(position); // also in an owned lane, whose writer does not need it: what is erased from the store must not be left here
        _header->Durable = _header->DurableAfter;
        Volatile.Write(ref _header->Lost[(int)LossReason.Poison], _header->PoisonAfter);
        Volatile.Write(ref _header->Head, position); // release: the bytes are free and zero before a writer takes them
        Volatile.Write(ref _header->Epoch, _header->Epoch + 1);
    }

    private void Clear(long position)
    {
        for (long head = _header->Head; head < position;)
        {
            long index = head & _mask;
            long run = Math.Min(position - head, _capacity - index);
            NativeMemory.Clear(_data + index, (nuint)run);
            head += run;
        }
    }
}
