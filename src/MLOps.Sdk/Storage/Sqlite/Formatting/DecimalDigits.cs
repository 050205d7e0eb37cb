using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.Storage.Sqlite.Formatting;

/// <summary>Unsigned integers as ASCII digits, two at a time.</summary>
internal static class DecimalDigits
{
    /// <summary>Digits of the largest number.</summary>
    public const int MaximumLength = 20;

    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    /// <summary>Writes a number without leading zeros. Gives the bytes written.</summary>
    [SkipLocalsInit]
    public static int Write(ulong number, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[MaximumLength];
        int start = MaximumLength;
        while (number >= 100_000_000)
        {
            (number, ulong eight) = Math.DivRem(number, 100_000_000);
            start -= 8;
            WriteFixed((uint)eight, text.Slice(start, 8));
        }

        uint rest = (uint)number;
        while (rest >= 100)
        {
            (rest, uint pair) = Math.DivRem(rest, 100);
            start -= 2;
            CopyPair(pair, text[start..]);
        }

        if (rest >= 10)
        {
            start -= 2;
            CopyPair(rest, text[start..]);
        }
        else
        {
            text[--start] = (byte)('0' + rest);
        }

        text[start..].CopyTo(destination);
        return MaximumLength - start;
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
