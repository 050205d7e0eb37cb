using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MLOps.Sdk.Audit.Hashing;

/// <summary>
/// Collects messages and hashes them side by side: sixteen at a time, eight, or one, as the processor can. Used by one thread at a time.
/// </summary>
/// <param name="messages">How many it takes before it is full.</param>
internal sealed unsafe class CommitmentBatch(int messages = CommitmentBatch.AtOnce)
{
    /// <summary>The messages that are hashed side by side at the most.</summary>
    public const int AtOnce = Sha256WideLanes.Count;

    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = Sha256Format.DigestBytes;

    private readonly int[] _starts = new int[messages];
    private readonly int[] _lengths = new int[messages];
    private readonly byte[] _digests = new byte[messages * HashBytes];
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(16 * 1024, pinned: true);
    private int _used;

    /// <summary>Messages that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether <see cref="Hash"/> must be called before the next message.</summary>
    public bool IsFull => Count == _starts.Length;

    /// <summary>The hashes of the last call of <see cref="Hash"/>, one after the other.</summary>
    public ReadOnlySpan<byte> Digests => _digests;

    /// <summary>Room for a message of at most the given length; end it with <see cref="Add"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Start(int capacity)
    {
        int needed = _used + Sha256Format.PaddedLength(capacity);
        if (needed > _bytes.Length)
            Grow(needed);
        return Address + _used;
    }

    /// <summary>Takes the message that was written where <see cref="Start"/> said.</summary>
    public void Add(int length)
    {
        int padded = Sha256Format.PaddedLength(length);
        Sha256Format.Pad(_bytes.AsSpan(_used, padded), length);
        _starts[Count] = _used;
        _lengths[Count] = length;
        Count++;
        _used += padded;
    }

    /// <summary>Hashes what waits; afterwards nothing does.</summary>
    /// <returns>The number of messages.</returns>
    public int Hash()
    {
        int count = Count;
        if (count == 0)
            return 0;

        if (!Sha256Lanes.IsSupported)
            HashOneByOne(count);
        for (int first = 0; Sha256Lanes.IsSupported && first < count;)
        {
            // Where eight lanes suffice for the rest, sixteen would do twice the work.
            int lanes = Sha256WideLanes.IsSupported && count - first > Sha256Lanes.Count ? Sha256WideLanes.Count : Sha256Lanes.Count;
            HashSideBySide(first, Math.Min(lanes, count - first), lanes);
            first += lanes;
        }

        Clear();
        return count;
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    private byte* Address => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));

    [SkipLocalsInit]
    private void HashSideBySide(int first, int count, int lanes)
    {
        byte** starts = stackalloc byte*[AtOnce];
        int* blocks = stackalloc int[AtOnce];
        for (int lane = 0; lane < lanes; lane++)
        {
            int message = first + Math.Min(lane, count - 1);
            starts[lane] = Address + _starts[message];
            blocks[lane] = lane < count ? Sha256Format.PaddedLength(_lengths[message]) / Sha256Format.BlockBytes : 1;
        }

        byte* digests = stackalloc byte[AtOnce * HashBytes]; // of all lanes, used or not
        if (lanes == Sha256WideLanes.Count)
            Sha256WideLanes.Hash(starts, blocks, digests);
        else
            Sha256Lanes.Hash(starts, blocks, digests);
        new ReadOnlySpan<byte>(digests, count * HashBytes).CopyTo(_digests.AsSpan(first * HashBytes));
    }

    private void HashOneByOne(int count)
    {
        for (int message = 0; message < count; message++)
            SHA256.HashData(_bytes.AsSpan(_starts[message], _lengths[message]), _digests.AsSpan(message * HashBytes));
    }

    private void Grow(int needed)
    {
        byte[] larger = GC.AllocateUninitializedArray<byte>(needed * 2, pinned: true);
        _bytes.AsSpan(0, _used).CopyTo(larger);
        _bytes = larger;
    }
}
