using System.Runtime.CompilerServices;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Recording;

/// <summary>
/// A thread's right to write to a lane of its own, with what it needs to know of the lane close at hand. Kept in a
/// thread-static field, so that it becomes garbage with its thread, or with its channel when the thread turns to another
/// one; the finalizer then gives the lane back. Every member but the finalizer belongs to the thread.
/// </summary>
/// <remarks>
/// The lane is written with plain stores and published by moving its tail. While the owner is inside, the tail says so;
/// a frame that its owner did not finish is not before the tail, and its call never returned.
/// </remarks>
internal sealed unsafe class LaneWriter
{
    [ThreadStatic]
    private static LaneWriter? s_current;

    private readonly PredictionChannel _channel;
    private readonly LaneHeader* _header;
    private readonly byte* _data;
    private readonly long _mask;
    private readonly int _index;
    private long _tail;
    private long _limit; // how far frames fit in one piece before what is not released yet
    private bool _prepared; // the input of a call of this thread stands behind the tail

    public LaneWriter(PredictionChannel channel, RingLane lane, int index)
    {
        _channel = channel;
        _header = lane.Header;
        _data = lane.Data;
        _mask = lane.Capacity - 1;
        _index = index;
        _tail = lane.Tail; // an acquire read: what an owner before wrote is behind it
        Lane = lane;
        Salt = lane.Salt;
    }

    ~LaneWriter() => _channel.Return(_index);

    /// <summary>The writer of the calling thread, in the channel that it recorded to first.</summary>
    public static LaneWriter? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_current;
        set => s_current = value;
    }

    public RingLane Lane { get; }

    /// <summary>The part of the ids that is the same for all records of the lane.</summary>
    public ulong Salt { get; }

    public PredictionChannel Channel => _channel;

    /// <summary>The lane's place among the channel's: nobody else's while the writer belongs to its thread.</summary>
    public int Index => _index;

    /// <summary>Whether a record of this channel may be written now: no call of the thread has its input captured behind the tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsIdleIn(PredictionChannel? channel) => _channel == channel && !_prepared;

    /// <summary>The place of the next frame, to be filled before it is claimed: nobody reads behind the tail. Until <see cref="Resume"/> the thread writes elsewhere.</summary>
    /// <param name="bytes">Bytes of the frame, a multiple of 8.</param>
    /// <returns>Null when it does not fit in one piece.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Prepare(int bytes)
    {
        if (_tail + bytes > _limit)
            return null;
        _prepared = true;
        return _data + (_tail & _mask);
    }

    /// <summary>Lets the thread write here again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Resume() => _prepared = false;

    /// <summary>Comes in and claims a frame, when nothing stands in the way.</summary>
    /// <param name="bytes">Bytes of the frame, a multiple of 8.</param>
    /// <param name="position">The frame's place in the lane, which never repeats.</param>
    /// <returns>Null when <see cref="Enter"/> must be asked, which says why; the owner is inside either way.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* TryEnter(int bytes, out long position)
    {
        // In program order: inside, then a look at Closed. Whoever closes writes Closed, makes every processor pass a
        // barrier, and then waits for owners who are inside: one of the two sees the other.
        LaneHeader* header = _header;
        position = _tail;
        RingLane.FetchAhead(_data + (position & _mask), bytes);
        Volatile.Write(ref header->Inside, 1);
        return Volatile.Read(ref header->Closed) == 0 && position + bytes <= _limit ? _data + (position & _mask) : null;
    }

    /// <summary>Comes in to publish the frame that was prepared: it fits, and its place is still the tail's.</summary>
    /// <param name="prepared">The frame.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="position">The frame's place in the lane, which never repeats.</param>
    /// <returns>False when <see cref="Enter"/> must be asked; the owner is inside either way.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnterPrepared(byte* prepared, int bytes, out long position)
    {
        LaneHeader* header = _header; // the order is that of TryEnter
        position = _tail;
        _prepared = false;
        RingLane.FetchAhead(prepared, bytes);
        Volatile.Write(ref header->Inside, 1);
        return Volatile.Read(ref header->Closed) == 0;
    }

    /// <summary>Publishes the frame and goes out. A release write: the frame's bytes are visible before the tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(long position, int bytes)
    {
        _tail = position + bytes;
        LaneHeader* header = _header;
        Volatile.Write(ref header->Tail, position + bytes);
        Volatile.Write(ref header->Inside, 0); // a release write: whoever sees the owner outside sees the tail where it left it
    }

    /// <summary>Comes in with all that can stand in the way; goes out again when the frame cannot be had.</summary>
    public ClaimResult Enter(int bytes, out byte* frame, out long position)
    {
        Volatile.Write(ref _header->Inside, 1); // see TryEnter
        long toEnd = Lane.Capacity - (_tail & _mask);
        long padding = bytes > toEnd ? toEnd : 0;
        position = _tail + padding;
        frame = _data + (position & _mask);
        ClaimResult result = Volatile.Read(ref _header->Closed) != 0 ? ClaimResult.Closed
            : bytes > Lane.MaximumFrame ? ClaimResult.TooLarge
            : Fits(position, bytes) ? ClaimResult.Claimed
            : ClaimResult.Full;
        if (result != ClaimResult.Claimed)
        {
            Volatile.Write(ref _header->Inside, 0);
            return result;
        }

        if (padding > 0)
            ((FrameHeader*)(_data + (_tail & _mask)))->Word = FrameHeader.WordOf((int)padding, FrameKind.Padding, slack: 0);
        return ClaimResult.Claimed;
    }

    /// <summary>Whether a frame fits before the head; looks at the head, and how far it is from there to the lane's end.</summary>
    private bool Fits(long position, int bytes)
    {
        long lapEnd = position - (position & _mask) + Lane.Capacity;
        _limit = Math.Min(Lane.Head + Lane.Capacity, lapEnd);
        return position + bytes <= _limit;
    }
}
