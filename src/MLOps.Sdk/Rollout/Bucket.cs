using System.Buffers.Binary;
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
    private const ulong First = 0x9E3779B97F4A7C15, Second = 0xE7037ED1A0B428DB;

    /// <summary>A salt as the number that <see cref="Of(ulong, ReadOnlySpan{char})"/> takes; computed once for a rollout.</summary>
    public static ulong SaltOf(string salt)
    {
        ArgumentNullException.ThrowIfNull(salt);
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(salt)));
    }

    /// <summary>The place of a key as a fraction of 2³²: for the callers' path, a few nanoseconds and nothing allocated.</summary>
    /// <param name="salt">From <see cref="SaltOf"/>.</param>
    /// <param name="key">The key, such as a user or tenant.</param>
    public static uint Of(ulong salt, ReadOnlySpan<char> key)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(key);
        ulong hash = salt ^ ((ulong)bytes.Length * Second);
        ReadOnlySpan<byte> rest = bytes;
        while (rest.Length > 2 * sizeof(ulong))
        {
            hash = Mix(BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ First, BinaryPrimitives.ReadUInt64LittleEndian(rest[sizeof(ulong)..]) ^ hash);
            rest = rest[(2 * sizeof(ulong))..];
        }

        // The last 16 bytes, some of them again where the key is longer, or twice where it is shorter: no loop over bytes.
        (ulong first, ulong last) = bytes.Length switch
        {
            >= 2 * sizeof(ulong) => (BinaryPrimitives.ReadUInt64LittleEndian(bytes[^(2 * sizeof(ulong))..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..])),
            >= sizeof(ulong) => (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..])),
            _ => (Short(key), 0UL),
        };
        return (uint)(Mix(Mix(first ^ First, last ^ hash), Second) >> 32);
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

    // The product's halves folded: every bit of the input reaches every bit of the result (as wyhash does).
    private static ulong Mix(ulong value, ulong factor)
    {
        ulong high = Math.BigMul(value, factor ^ 0xA0761D6478BD642F, out ulong low);
        return high ^ low;
    }
}
