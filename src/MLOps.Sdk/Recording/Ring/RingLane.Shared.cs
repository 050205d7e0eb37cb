using System.Runtime.CompilerServices;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Recording.Ring;

/// <content>
/// A lane that any thread writes to: a frame is claimed by one compare-and-swap on the tail, written, and published by
/// writing its length last. Free bytes are zero, so a length of 0 means "claimed this instant", and a negative length
/// "being written", which is how a reader after a crash knows a torn frame and its size.
/// </content>
internal sealed unsafe partial class RingLane
{
    /// <summary>Writers: claims a frame of <paramref name="length"/> bytes, a multiple of 8, header included.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="kind">What it will hold; readable from the first moment, so that a frame being written can be counted.</param>
    /// <param name="slack">Bytes at the end that round the length up and hold the stamp.</param>
    /// <param name="frame">The frame; its length must be published by <see cref="Publish"/>.</param>
    /// <param name="position">The frame's place in the lane, which never repeats.</param>
    public ClaimResult TryClaim(int length, FrameKind kind, int slack, out byte* frame, out long position)
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

            long padding = PaddingBefore(tail, length);
            long end = tail + padding + length;
            if (!HasRoom(end))
                return ClaimResult.Full;
            FetchAhead(_data + (tail & _mask), length); // the next compare-and-swap waits for this frame's stores

            // The compare-and-swap is a full fence: the claim is visible before anything of the frame.
            if (Interlocked.CompareExchange(ref _header->Tail, end, tail) != tail)
                continue;

            if (padding > 0)
            {
                byte* rest = _data + (tail & _mask);
                *(long*)rest = FrameHeader.WordOf(-(int)padding, FrameKind.Padding, 0);
                Publish(rest, (int)padding);
            }

            position = tail + padding;
            frame = _data + (position & _mask);
            *(long*)frame = FrameHeader.WordOf(-length, kind, slack);
            return ClaimResult.Claimed;
        }
    }

    /// <summary>Writers: makes a written frame visible. A release write: the frame's bytes are visible before its length.</summary>
    public static void Publish(byte* frame, int length) => Volatile.Write(ref *(int*)frame, length);

    /// <summary>Refuses all further claims; those made stay. One atomic step, so that no writer slips through.</summary>
    public void CloseShared() => Interlocked.Or(ref _header->Tail, ClosedBit);

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

    /// <summary>Bytes before the lane's end that a frame of this length cannot use; 0 when it fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long PaddingBefore(long tail, int length)
    {
        long toEnd = _capacity - (tail & _mask);
        return length > toEnd ? toEnd : 0;
    }

    /// <summary>Whether everything up to a position fits before the head; looks at the head itself only when it must.</summary>
    private bool HasRoom(long end)
    {
        if (end - Volatile.Read(ref _header->CachedHead) <= _capacity)
            return true;
        long head = Head;
        Volatile.Write(ref _header->CachedHead, head);
        return end - head <= _capacity;
    }
}
