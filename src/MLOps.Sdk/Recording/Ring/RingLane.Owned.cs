using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Recording.Ring;

/// <content>
/// A lane that one thread at a time writes to: no compare-and-swap, only plain stores, published by moving the tail.
/// While the owner is inside, the tail says so; a frame that its owner did not finish is not before the tail, and its
/// call never returned.
/// </content>
internal sealed unsafe partial class RingLane
{
    /// <summary>Owner: the place of the next frame, to be filled before it is claimed: nobody reads behind the tail.</summary>
    /// <param name="bytes">Bytes of the frame, not rounded.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>False when it does not fit in one piece before what is not released yet.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPrepare(int bytes, out byte* frame)
    {
        LaneHeader* header = _header;
        long tail = header->Tail; // nobody else moves it, and its owner is not inside
        long length = bytes + 7L;
        frame = _data + (tail & _mask);
        FetchAhead(frame, bytes);
        return length <= _maximumFrame && tail + length - header->CachedHead <= _capacity && (tail & _mask) + length <= _capacity;
    }

    /// <summary>
    /// Asks for the lines of the frames after this one, so that writing them will not wait: a lane is larger than the
    /// caches near a core. Fetching never faults, so the lane's end needs no care.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchAhead(byte* frame, int bytes)
    {
        const int Line = 64;
        if (!Sse.IsSupported)
            return;
        byte* ahead = frame + (4 * bytes);
        Sse.Prefetch0(ahead);
        Sse.Prefetch0(ahead + Line);
        Sse.Prefetch0(ahead + (2 * Line));
    }

    /// <summary>Owner: comes in and claims a frame of <paramref name="length"/> bytes, a multiple of 8, header included, when nothing stands in the way.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="frame">The frame; published by <see cref="Leave"/>. Its bytes are those of an older frame.</param>
    /// <param name="position">The frame's place in the lane, which never repeats.</param>
    /// <returns>False when <see cref="Enter"/> must be asked, which says why; the owner is inside either way.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(int length, out byte* frame, out long position)
    {
        LaneHeader* header = _header;
        long tail = header->Tail & ~InsideBit; // nobody else moves it
        position = tail;
        frame = _data + (tail & _mask);

        // In program order: inside, then a look at Closed. Whoever closes writes Closed, makes every processor pass a
        // barrier, and then waits for owners who are inside: one of the two sees the other.
        Volatile.Write(ref header->Tail, tail | InsideBit);
        return Volatile.Read(ref header->Closed) == 0
            && length <= _maximumFrame && tail + length - header->CachedHead <= _capacity && (tail & _mask) + length <= _capacity;
    }

    /// <summary>Owner: publishes the frame and goes out. A release write: the frame's bytes are visible before the tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(long position, int length) => Volatile.Write(ref _header->Tail, position + length);

    /// <summary>Whether the owner is inside.</summary>
    public bool HasOwnerInside => (Volatile.Read(ref _header->Tail) & InsideBit) != 0;

    /// <summary>Refuses all further frames. Sound only with a process-wide barrier after it; see <see cref="PredictionChannel.Close"/>.</summary>
    public void CloseOwned() => Volatile.Write(ref _header->Closed, 1);

    /// <summary>Owner: the same with all that can stand in the way; goes out again when the frame cannot be had.</summary>
    public ClaimResult Enter(int length, out byte* frame, out long position)
    {
        long tail = Tail;
        Volatile.Write(ref _header->Tail, tail | InsideBit); // see TryEnter
        long padding = PaddingBefore(tail, length);
        ClaimResult result = Volatile.Read(ref _header->Closed) != 0 ? ClaimResult.Closed
            : length > _maximumFrame ? ClaimResult.TooLarge
            : HasRoom(tail + padding + length) ? ClaimResult.Claimed
            : ClaimResult.Full;

        position = tail + padding;
        frame = _data + (position & _mask);
        if (result != ClaimResult.Claimed)
        {
            Volatile.Write(ref _header->Tail, tail);
            return result;
        }

        if (padding > 0)
        {
            var rest = (FrameHeader*)(_data + (tail & _mask));
            rest->Length = (int)padding;
            rest->Kind = FrameKind.Padding;
        }

        return ClaimResult.Claimed;
    }
}
