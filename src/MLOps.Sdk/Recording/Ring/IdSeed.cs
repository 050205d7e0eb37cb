using System.Security.Cryptography;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>What makes the ids of one ring unlike those of any other, drawn once when it is created.</summary>
/// <param name="Writer">The upper half of its ids: 48 bits of time, version 8, 12 random bits.</param>
/// <param name="Salt">The fixed bits of the lower half: the RFC variant and 8 random bits.</param>
internal readonly record struct IdSeed(ulong Writer, ulong Salt)
{
    /// <summary>A seed for a ring created now: 20 random bits within the millisecond.</summary>
    public static IdSeed Create(TimeProvider time)
    {
        ulong milliseconds = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        ulong writer = (milliseconds << 16) | 0x8000UL | (uint)RandomNumberGenerator.GetInt32(1 << 12);
        ulong salt = (0b10UL << 62) | ((ulong)(uint)RandomNumberGenerator.GetInt32(1 << 8) << 54);
        return new IdSeed(writer, salt);
    }
}
