using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.Storage.Sqlite.Formatting;

/// <summary>Unsigned integers as ASCII digits, two at a time.</summary>
internal static class DecimalDigits
{
    private static readonly ulong[] Powers = [.. Enumerable.Range(0, 20).Select(e => (ulong)BigInteger.Pow(10, e))];

    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    /// <summary>The number of digits; zero has one.</summary>
    public static int Count(ulong number)
    {
        // Bits · 0.30103 is the number of digits or one less; a comparison tells.
        int count = (BitOperations.Log2(number | 1) + 1) * 1233 >> 12;
        return number >= Powers[count] ? count + 1 : int.Max(count, 1);
    }

    /// <summary>Writes a number that has <paramref name="count"/> digits.</summary>
    public static void Write(ulong number, int count, Span<byte> destination)
    {
        int end = count;
        while (number >= 100_000_000)
        {
            (number, ulong eight) = Math.DivRem(number, 100_000_000);
            end -= 8;
            WriteFixed((uint)eight, destination.Slice(end, 8));
        }

        uint rest = (uint)number;
        while (end >= 2)
        {
            (rest, uint pair) = Math.DivRem(rest, 100);
            end -= 2;
            CopyPair(pair, destination[end..]);
        }

        if (end == 1)
            destination[0] = (byte)('0' + rest);
    }

    /// <summary>Writes a number with leading zeros, as many digits as the destination has: an even number.</summary>
    public static void WriteFixed(uint number, Span<byte> destination)
    {
        for (int i = destination.Length - 2; i >= 0; i -= 2)
        {
            (number, uint pair) = Math.DivRem(number, 100);
            CopyPair(pair, destination[i..]);
        }
    }

    private static void CopyPair(uint pair, Span<byte> destination) =>
        Unsafe.WriteUnaligned(ref destination[0], MemoryMarshal.Read<ushort>(Pairs[(int)(pair * 2)..]));
}
