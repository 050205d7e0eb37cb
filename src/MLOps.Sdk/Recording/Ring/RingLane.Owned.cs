using System.Runtime.CompilerServices;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Recording.Ring;

/// <content>
/// A lane that one thread at a time writes to: no compare-and-swap, only plain stores, published by moving the tail.
/// While the owner is inside, the tail says so; a frame that its owner did not finish is not before the tail, and its
/// call never returned.
/// </content>
internal sealed unsafe partial class RingLane
{
    /// <summary>Owner: comes in and claims a frame of <paramref name="length"/> bytes, a multiple of 8, header included.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="frame">The frame; published by <see cref="Leave"/>. Its bytes are those of an older frame.</param>
    /// <param name="position">The frame's place in the lane, which never repeats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ClaimResult TryEnter(int length, out byte* frame, out long position)
    {
        long tail = _header->Tail; // nobody else moves it
        position = tail;
        frame = _data + (tail & _mask);

        // In program order: inside, then a look at Closed. Whoever closes writes Closed, makes every processor pass a
        // barrier, and then waits for owners who are inside: one of the two sees the other.
        Volatile.Write(ref _header->Tail, tail | InsideBit);
        if (Volatile.Read(ref _header->Closed) == 0
            && length <= _maximumFrame && tail + length - _header->CachedHead <= _capacity && (tail & _mask) + length <= _capacity)
            return ClaimResult.Claimed;
        return TryEnterSlow(tail, length, out frame, out position);
    }

    /// <summary>Owner: publishes the frame and goes out. A release write: the frame's bytes are visible before the tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(long position, int length) => Volatile.Write(ref _header->Tail, position + length);

    /// <summary>Whether the owner is inside.</summary>
    public bool HasOwnerInside => (Volatile.Read(ref _header->Tail) & InsideBit) != 0;

    /// <summary>Refuses all further frames. Sound only with a process-wide barrier after it; see <see cref="PredictionChannel.Close"/>.</summary>
    public void CloseOwned() => Volatile.Write(ref _header->Closed, 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ClaimResult TryEnterSlow(long tail, int length, out byte* frame, out long position)
    {
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
