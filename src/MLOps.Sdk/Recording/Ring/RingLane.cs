using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>Why a frame could not be claimed.</summary>
internal enum ClaimResult
{
    Claimed,
    Full,
    TooLarge,
    Closed,
}

/// <summary>The predictions of a lane at one moment, besides those that found it full or closed.</summary>
internal readonly record struct LaneCounts(long Durable, long Pending, long Poisoned);

/// <summary>
/// A bounded run of bytes with many writers and one reader, lock-free. A writer claims a frame by one compare-and-swap
/// on the tail, writes it, and publishes it by writing its length last. The reader walks published frames, and frees
/// them only when they are durable: it clears the bytes and moves the head.
/// </summary>
/// <remarks>
/// A frame never wraps: what is left at the end becomes a padding frame. Free bytes are always zero, so a length of 0
/// means "not written yet", and a negative length means "claimed, being written", which is how a reader after a crash
/// knows a torn frame and its size.
/// </remarks>
internal sealed unsafe class RingLane
{
    /// <summary>Set in the tail when the lane is closed: any claim then looks as if it did not fit.</summary>
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
    public RingLane(RingMemory memory, long offset, long capacity)
    {
        _memory = memory;
        _header = (LaneHeader*)(memory.Pointer + offset);
        _data = memory.Pointer + offset + LaneHeader.Bytes;
        _capacity = capacity;
        _mask = capacity - 1;
        _maximumFrame = (int)Math.Min(capacity / 8, int.MaxValue / 2);
    }

    /// <summary>Bytes of data.</summary>
    public long Capacity => _capacity;

    /// <summary>The largest frame: an eighth of the lane, so that one record cannot crowd out all others.</summary>
    public int MaximumFrame => _maximumFrame;

    /// <summary>The reader's head. An acquire read: what it frees was cleared before.</summary>
    public long Head => Volatile.Read(ref _header->Head);

    /// <summary>The end of what is claimed, without the closed bit.</summary>
    public long Tail => Volatile.Read(ref _header->Tail) & ~ClosedBit;

    /// <summary>Anybody: counts a prediction that will have no row.</summary>
    public void CountLost(LossReason reason, long count = 1) => Interlocked.Add(ref _header->Lost[(int)reason], count);

    /// <summary>Predictions lost for the given reason.</summary>
    public long Lost(LossReason reason) => Volatile.Read(ref _header->Lost[(int)reason]);

    /// <summary>Writers: claims a frame of <paramref name="length"/> bytes, a multiple of 8, header included.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="kind">What it will hold; readable from the first moment, so that a frame being written can be counted.</param>
    /// <param name="frame">The frame, zeroed; its length must be published by <see cref="Publish"/>.</param>
    /// <param name="position">The frame's place in the lane, which never repeats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ClaimResult TryClaim(int length, FrameKind kind, out byte* frame, out long position)
    {
        // One acquire read, one compare; the compare-and-swap is the full fence that orders the claim before the writes.
        long tail = Volatile.Read(ref _header->Tail);
        long index = tail & _mask;
        if (length <= _maximumFrame && tail + length - _header->CachedHead <= _capacity && index + length <= _capacity
            && Interlocked.CompareExchange(ref _header->Tail, tail + length, tail) == tail)
        {
            frame = _data + index;
            position = tail;
            *(long*)frame = BeingWritten(length, kind);
            return ClaimResult.Claimed;
        }

        return TryClaimSlow(length, kind, out frame, out position);
    }

    /// <summary>Writers: makes a written frame visible. A release write: the frame's bytes are visible before its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Publish(byte* frame, int length) => Volatile.Write(ref *(int*)frame, length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ClaimResult TryClaimSlow(int length, FrameKind kind, out byte* frame, out long position)
    {
        frame = null;
        position = 0;
        if (length > _maximumFrame)
            return ClaimResult.TooLarge;

        while (true)
        {
            long tail = Volatile.Read(ref _header->Tail);
            if ((tail & ClosedBit) != 0)
                return ClaimResult.Closed;

            long index = tail & _mask;
            long toEnd = _capacity - index;
            long padding = length > toEnd ? toEnd : 0;
            long end = tail + padding + length;
            if (end - Volatile.Read(ref _header->CachedHead) > _capacity)
            {
                long head = Head;
                Volatile.Write(ref _header->CachedHead, head);
                if (end - head > _capacity)
                    return ClaimResult.Full;
            }

            if (Interlocked.CompareExchange(ref _header->Tail, end, tail) != tail)
                continue;

            if (padding > 0)
                WritePadding(_data + index, (int)padding);

            position = tail + padding;
            frame = _data + (position & _mask);
            *(long*)frame = BeingWritten(length, kind);
            return ClaimResult.Claimed;
        }
    }

    /// <summary>The first word of a frame: negative length and kind, in one store.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long BeingWritten(int length, FrameKind kind) => ((long)kind << 32) | (uint)-length;

    private static void WritePadding(byte* frame, int length)
    {
        *(long*)frame = BeingWritten(length, FrameKind.Padding);
        Publish(frame, length);
    }

    /// <summary>Refuses all further claims; those made stay. One atomic step, so that no writer slips through.</summary>
    public void Close() => Interlocked.Or(ref _header->Tail, ClosedBit);

    /// <summary>Reader: the published frame at a position, or an empty span when there is none (yet).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Peek(long position)
    {
        byte* frame = _data + (position & _mask);
        int length = Volatile.Read(ref *(int*)frame); // acquire: pairs with Publish
        return length > 0 ? new ReadOnlySpan<byte>(frame, length) : default;
    }

    /// <summary>
    /// Reader of an abandoned lane: the length of the torn frame at a position before the tail. A writer that died
    /// between its claim and its length left zeros, which end where the next frame starts.
    /// </summary>
    public int TornLength(long position)
    {
        int length = *(int*)(_data + (position & _mask));
        if (length < 0)
            return -length;

        long end = Math.Min(Tail, position + _capacity - (position & _mask));
        long next = position;
        while (next < end && *(int*)(_data + (next & _mask)) == 0)
            next += sizeof(long);
        return (int)(next - position);
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
        long head = _header->Head;
        while (head < position)
        {
            long index = head & _mask;
            long run = Math.Min(position - head, _capacity - index);
            NativeMemory.Clear(_data + index, (nuint)run);
            head += run;
        }

        _header->Durable = _header->DurableAfter;
        Volatile.Write(ref _header->Lost[(int)LossReason.Poison], _header->PoisonAfter);
        Volatile.Write(ref _header->Head, position); // release: the bytes are zero before a writer may claim them
        Volatile.Write(ref _header->Epoch, _header->Epoch + 1);
    }

    /// <summary>Anybody: predictions durable, pending and lost at one moment.</summary>
    public LaneCounts Count()
    {
        var spin = new SpinWait();
        while (true)
        {
            // During a release the books are those after it: nobody waits for a reader that is held up, or was killed.
            long epoch = Volatile.Read(ref _header->Epoch);
            bool releasing = (epoch & 1) != 0;
            long durable = releasing ? _header->DurableAfter : _header->Durable;
            long poisoned = releasing ? _header->PoisonAfter : Lost(LossReason.Poison);
            if (CountPredictions(epoch, releasing ? _header->HeadAfter : Head) is { } pending)
                return new LaneCounts(durable, pending, poisoned);
            spin.SpinOnce();
        }
    }

    /// <summary>Walks what is claimed and not released; null when something was released meanwhile.</summary>
    private long? CountPredictions(long epoch, long head)
    {
        const int Patience = 200;
        long predictions = 0;
        long tail = Tail;
        int looks = 0;
        for (long position = head; position < tail;)
        {
            long word = Volatile.Read(ref *(long*)(_data + (position & _mask)));
            if (Volatile.Read(ref _header->Epoch) != epoch)
                return null;

            int length = Math.Abs((int)word);
            if (length == 0 && looks++ < Patience)
                continue; // claimed this instant: its first word comes at once, unless its writer is held up or dead
            if (length == 0)
                return predictions + 1;
            predictions += (byte)(word >> 32) == (byte)FrameKind.Prediction ? 1 : 0;
            position += length;
        }

        Interlocked.MemoryBarrier(); // all of it was read before the epoch is looked at again
        return Volatile.Read(ref _header->Epoch) == epoch ? predictions : null;
    }

    /// <summary>Keeps the mapping alive past the last use of a pointer into it.</summary>
    public void KeepAlive() => GC.KeepAlive(_memory);
}
