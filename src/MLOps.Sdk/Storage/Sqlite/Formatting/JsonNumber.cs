using System.Globalization;
using System.Numerics;

namespace MLOps.Sdk.Storage.Sqlite.Formatting;

/// <summary>
/// Doubles as JSON numbers that read back bit by bit, NaN apart. An infinity is written as ±1e999, which every JSON
/// reader and SQLite's own functions take as a number and round to infinity; a text "Infinity" could be a category's
/// name, and SQL would average it as 0.
/// </summary>
internal static class JsonNumber
{
    /// <summary>The longest text, such as -0.00012345678901234567, and some room.</summary>
    public const int MaximumLength = 40;

    private const double LargestExactInteger = 1L << 53;
    private const int Decimals = 9;
    private const double Scale = 1e9;
    private const double LargestScaled = LargestExactInteger / Scale;

    // Digits are written around the point while it stays near them, with an exponent beyond.
    private const int SmallestPoint = -5;
    private const int LargestPoint = 21;

    /// <summary>Writes a number, or null for NaN. Gives the bytes written.</summary>
    public static int Write(double value, Span<byte> destination)
    {
        double magnitude = Math.Abs(value);
        if (magnitude < LargestExactInteger)
        {
            ulong whole = (ulong)magnitude;
            if (whole == magnitude)
                return WriteWhole(whole, value, destination);
        }

        if (magnitude < LargestScaled)
        {
            // Most features are integers or short decimals. n / 10⁹ is the double nearest to that decimal, as both are
            // exact, so if it is the value, the decimal reads back as the value.
            ulong billionths = (ulong)(magnitude * Scale + 0.5);
            if (billionths / Scale == magnitude)
                return WriteDecimal(billionths, value, destination);
        }

        return ShortestDecimal.TryFind(magnitude, out ulong digits, out int exponent)
            ? WriteDigits(digits, exponent, WriteSign(value, destination), destination)
            : WriteAny(value, destination);
    }

    private static int WriteSign(double value, Span<byte> destination)
    {
        destination[0] = (byte)'-';
        return double.IsNegative(value) ? 1 : 0;
    }

    private static int WriteWhole(ulong whole, double value, Span<byte> destination)
    {
        int length = WriteSign(value, destination);
        int count = DecimalDigits.Count(whole);
        DecimalDigits.Write(whole, count, destination[length..]);
        length += count;
        if (whole != 0 || !double.IsNegative(value))
            return length;

        // "-0" is an integer to SQLite and loses its sign there.
        ".0"u8.CopyTo(destination[length..]);
        return length + 2;
    }

    private static int WriteDecimal(ulong billionths, double value, Span<byte> destination)
    {
        int length = WriteSign(value, destination);
        (ulong whole, ulong fraction) = Math.DivRem(billionths, (ulong)Scale);
        int count = DecimalDigits.Count(whole);
        DecimalDigits.Write(whole, count, destination[length..]);
        length += count;
        destination[length++] = (byte)'.';
        (ulong first, ulong rest) = Math.DivRem(fraction, 100_000_000);
        destination[length] = (byte)('0' + first);
        DecimalDigits.WriteFixed((uint)rest, destination.Slice(length + 1, Decimals - 1));
        int end = length + Decimals;
        while (destination[end - 1] == (byte)'0')
            end--;
        return end;
    }

    private static int WriteDigits(ulong digits, int exponent, int start, Span<byte> destination)
    {
        while (true)
        {
            (ulong shorter, ulong last) = Math.DivRem(digits, 10);
            if (last != 0)
                break;
            digits = shorter;
            exponent++;
        }

        int count = DecimalDigits.Count(digits);
        int point = count + exponent;
        Span<byte> text = destination[start..];
        return start + point switch
        {
            < SmallestPoint or > LargestPoint => WithExponent(digits, count, point - 1, text),
            <= 0 => BelowOne(digits, count, -point, text),
            _ when exponent >= 0 => Whole(digits, count, exponent, text),
            _ => Mixed(digits, count, point, text),
        };
    }

    private static int Whole(ulong digits, int count, int zeros, Span<byte> destination)
    {
        DecimalDigits.Write(digits, count, destination);
        destination.Slice(count, zeros).Fill((byte)'0');
        return count + zeros;
    }

    // Written one place to the right of where they belong; those before the point then move back.
    private static int Mixed(ulong digits, int count, int point, Span<byte> destination)
    {
        DecimalDigits.Write(digits, count, destination[1..]);
        for (int i = 0; i < point; i++)
            destination[i] = destination[i + 1];
        destination[point] = (byte)'.';
        return count + 1;
    }

    private static int BelowOne(ulong digits, int count, int zeros, Span<byte> destination)
    {
        "0.00000"u8.CopyTo(destination);
        DecimalDigits.Write(digits, count, destination[(2 + zeros)..]);
        return 2 + zeros + count;
    }

    private static int WithExponent(ulong digits, int count, int exponent, Span<byte> destination)
    {
        int length = count > 1 ? Mixed(digits, count, 1, destination) : Whole(digits, count, 0, destination);
        destination[length++] = (byte)'e';
        exponent.TryFormat(destination[length..], out int written, format: default, CultureInfo.InvariantCulture);
        return length + written;
    }

    private static int WriteAny(double value, Span<byte> destination)
    {
        if (double.IsFinite(value))
        {
            // Of powers of two .NET 10's shortest form is not always the value: 2⁻²⁵ reads back as its neighbour.
            value.TryFormat(destination, out int written, BitOperations.IsPow2(ShortestDecimal.Significand(value)) ? "G17" : default, CultureInfo.InvariantCulture);
            return written;
        }

        ReadOnlySpan<byte> text = double.IsNaN(value) ? "null"u8 : value > 0 ? "1e999"u8 : "-1e999"u8;
        text.CopyTo(destination);
        return text.Length;
    }
}
