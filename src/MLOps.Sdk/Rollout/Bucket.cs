using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
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
    /// 16 bytes a block: two words, salted, are multiplied with each other, and the 128 bits of the product are folded into 64
    /// (the multiplication of wyhash). The first and the last block of a key overlap where it is short, so that keys of up to 16
    /// characters need no loop, and both are multiplied at the same time; what is between them is added in its order. A second
    /// multiplication spreads what the first left at the edges, and tells lengths apart.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Of(ulong salt, ReadOnlySpan<char> key)
    {
        ref byte first = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(key));
        nint length = (nint)key.Length * sizeof(char);
        ulong hash;
        if (length >= BlockBytes)
        {
            ref byte last = ref Unsafe.Add(ref first, length - BlockBytes);
            hash = Fold(Read(ref first, 0) ^ salt, Read(ref first, sizeof(ulong)) ^ First) ^ Fold(Read(ref last, 0) ^ Second, Read(ref last, sizeof(ulong)) ^ salt);
            if (length > 2 * BlockBytes)
                hash = Between(salt, hash, ref first, length);
        }
        else
        {
            hash = length >= sizeof(ulong) ? Fold(Read(ref first, 0) ^ salt, Read(ref first, length - sizeof(ulong)) ^ First) : Fold(Short(key) ^ salt, First);
        }

        return (uint)Fold(hash, Third ^ (ulong)length);
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

    // What is neither in the first nor, but for its end, in the last block.
    private static ulong Between(ulong salt, ulong hash, ref byte first, nint length)
    {
        for (nint at = BlockBytes; at < length - BlockBytes; at += BlockBytes)
            hash = BitOperations.RotateLeft(hash, 29) + Fold(Read(ref first, at) ^ salt, Read(ref first, at + sizeof(ulong)) ^ Fourth);
        return hash;
    }

    // Up to three characters.
    private static ulong Short(ReadOnlySpan<char> key)
    {
        ulong value = 0;
        foreach (char letter in key)
            value = (value << 16) | letter;
        return value;
    }

    // Every bit of both reaches the middle of the product, and its halves lie over each other. Asked for apart, the halves
    // stay in registers; Math.BigMul passes one of them through memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        if (Bmi2.X64.IsSupported)
            return Bmi2.X64.MultiplyNoFlags(a, b) ^ (a * b);
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    // Within the key: whoever asks has looked at its length.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ref byte bytes, nint at)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, at));
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }
}
