using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MLOps.Sdk.Rollout;

/// <summary>
/// Where a key lies between 0 and 1: always the same for a salt, evenly spread, and unrelated for another salt. The
/// challenger takes the keys below its share, so raising the share moves keys to it and none away. Pure.
/// </summary>
public static class Bucket
{
    private const int BlockBytes = 2 * sizeof(ulong);

    // Odd numbers with about as many bits set as not, and no pattern in them (those of xxHash and SplitMix64).
    private const ulong First = 0x9E3779B185EBCA87, Second = 0xC2B2AE3D27D4EB4F, Third = 0x165667B19E3779F9, Fourth = 0x94D049BB133111EB;

    /// <summary>A salt as the number that <see cref="Of(ulong, ReadOnlySpan{char})"/> takes; computed once for a rollout.</summary>
    public static ulong SaltOf(string salt)
    {
        ArgumentNullException.ThrowIfNull(salt);
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(salt)));
    }

    /// <summary>The place of a key as a fraction of 2³²: for the callers' path, a few nanoseconds and nothing allocated.</summary>
    /// <param name="salt">From <see cref="SaltOf"/>.</param>
    /// <param name="key">The key, such as a user or tenant.</param>
    /// <remarks>
    /// 16 bytes a block, each word multiplied with a number of its own: blocks need not wait for each other, and a rotation
    /// tells their places apart. Products of 64 bits whose upper halves are folded into the lower ones; those of 128 bits
    /// would mix more at once, and the compiler passes their upper half through memory.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong salt, ReadOnlySpan<char> key)
    {
        ref byte bytes = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(key));
        int length = key.Length * sizeof(char);
        ulong hash = salt ^ ((ulong)length * Fourth);
        for (int at = 0; length - at > BlockBytes; at += BlockBytes)
            hash = BitOperations.RotateLeft(hash, 17) + Block(salt, Read(ref bytes, at), Read(ref bytes, at + sizeof(ulong)));

        // The last 16 bytes, some of them again where the key is longer, or twice where it is shorter: no loop over bytes.
        ulong last = length >= BlockBytes ? Block(salt, Read(ref bytes, length - BlockBytes), Read(ref bytes, length - sizeof(ulong)))
            : length >= sizeof(ulong) ? Block(salt, Read(ref bytes, 0), Read(ref bytes, length - sizeof(ulong)))
            : Block(salt, Short(key), 0);
        hash = BitOperations.RotateLeft(hash, 17) + last;
        return (uint)(((hash ^ (hash >> 32)) * Third) >> 32);
    }

    /// <summary>
    /// The place of a user as Microsoft.FeatureManagement computes it for a percentile allocation, in percent: the first
    /// 4 bytes of SHA-256 over "user\nhint", little-endian, of 2³² − 1.
    /// </summary>
    /// <param name="user">The user; none is the empty text, which puts all of them into one place.</param>
    /// <param name="hint">The allocation's seed, or "allocation\n" and the feature's name.</param>
    public static double FeatureManagementPercent(string? user, string hint)
    {
        ArgumentNullException.ThrowIfNull(hint);
        return PercentOf(FeatureManagementPlace(user, Encoding.UTF8.GetBytes(hint)));
    }

    /// <summary>The same as a fraction of 2³²: nothing allocated for users of up to 256 characters.</summary>
    /// <param name="user">The user.</param>
    /// <param name="hint">The allocation's hint in UTF-8.</param>
    public static uint FeatureManagementPlace(ReadOnlySpan<char> user, ReadOnlySpan<byte> hint)
    {
        int most = Encoding.UTF8.GetMaxByteCount(user.Length) + 1 + hint.Length;
        Span<byte> text = most <= 1024 ? stackalloc byte[1024] : new byte[most];
        int length = Encoding.UTF8.GetBytes(user, text);
        text[length++] = (byte)'\n';
        hint.CopyTo(text[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..(length + hint.Length)], hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }

    /// <summary>The first of Microsoft.FeatureManagement's places that a share from 0 on does not hold, up to 2³²: the same comparison, done once.</summary>
    /// <param name="share">0 to 1.</param>
    public static ulong FeatureManagementEndOf(double share)
    {
        ulong end = EndOf(share);
        double percent = share * 100;
        if (percent >= 100)
            return 1UL << 32;
        while (end > 0 && PercentOf(end - 1) >= percent)
            end--;
        while (end <= uint.MaxValue && PercentOf(end) < percent)
            end++;
        return end;
    }

    private static double PercentOf(ulong place) => place / (double)uint.MaxValue * 100;

    /// <summary>The place below which lie a share's keys: a number that <see cref="Of(ulong, ReadOnlySpan{char})"/> is compared with, up to 2³².</summary>
    /// <param name="share">0 to 1.</param>
    public static ulong EndOf(double share) => share is >= 0 and <= 1
        ? (ulong)(share * (1UL << 32))
        : throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies between 0 and 1.");

    // Up to three characters.
    private static ulong Short(ReadOnlySpan<char> key)
    {
        ulong value = 0;
        foreach (char letter in key)
            value = (value << 16) | letter;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Block(ulong salt, ulong even, ulong odd) =>
        Fold(even ^ salt, First) ^ BitOperations.RotateLeft(Fold(odd ^ BitOperations.RotateLeft(salt, 32), Second), 32);

    // Every bit reaches the upper half of the product, and from there the lower one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong value, ulong factor)
    {
        value *= factor;
        return value ^ (value >> 32);
    }

    // Within the key: whoever asks has looked at its length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ref byte bytes, int at)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, at));
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }
}
