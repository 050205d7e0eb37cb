using System.Buffers.Text;
using System.Globalization;

namespace MLOps.Sdk.Storage.Sqlite.Formatting;

/// <summary>
/// Doubles as JSON numbers that read back bit by bit, NaN apart. An infinity is written as ±1e999, which every JSON
/// reader and SQLite's own functions take as a number and round to infinity; a text "Infinity" could be a category's
/// name, and SQL would average it as 0.
/// </summary>
internal static class JsonNumber
{
    /// <summary>The longest text, such as -2.2250738585072014E-308, and some room.</summary>
    public const int MaximumLength = 32;

    private const double LargestExactInteger = 1L << 53;
    private const int Decimals = 9;
    private const double Scale = 1e9;
    private const double LargestScaled = LargestExactInteger / Scale;

    /// <summary>Writes a number, or null for NaN. Gives the bytes written.</summary>
    public static int Write(double value, Span<byte> destination)
    {
        double magnitude = Math.Abs(value);
        if (magnitude < LargestScaled)
        {
            // Most features are integers or short decimals. n / 10⁹ is the double nearest to that decimal, as both are
            // exact, so if it is the value, the decimal reads back as the value.
            double scaled = Math.Round(magnitude * Scale);
            if (scaled / Scale == magnitude)
                return WriteDecimal((ulong)scaled, double.IsNegative(value), destination);
        }

        return WriteAny(value, destination);
    }

    private static int WriteDecimal(ulong billionths, bool negative, Span<byte> destination)
    {
        int length = 0;
        if (negative)
            destination[length++] = (byte)'-';

        (ulong whole, ulong rest) = Math.DivRem(billionths, (ulong)Scale);
        if (whole < 10)
        {
            destination[length++] = (byte)('0' + whole);
        }
        else
        {
            Utf8Formatter.TryFormat(whole, destination[length..], out int written);
            length += written;
        }

        uint fraction = (uint)rest;
        if (fraction == 0)
        {
            // "-0" is an integer to SQLite and loses its sign there.
            if (billionths != 0 || !negative)
                return length;
            ".0"u8.CopyTo(destination[length..]);
            return length + 2;
        }

        destination[length] = (byte)'.';
        Span<byte> digits = destination.Slice(length + 1, Decimals);
        for (int i = Decimals - 1; i >= 0; i--)
        {
            (fraction, uint digit) = Math.DivRem(fraction, 10u);
            digits[i] = (byte)('0' + digit);
        }

        return length + 1 + digits.LastIndexOfAnyExcept((byte)'0') + 1;
    }

    private static int WriteAny(double value, Span<byte> destination)
    {
        if (double.IsFinite(value))
        {
            value.TryFormat(destination, out int written, format: default, CultureInfo.InvariantCulture);
            return written;
        }

        ReadOnlySpan<byte> text = double.IsNaN(value) ? "null"u8 : value > 0 ? "1e999"u8 : "-1e999"u8;
        text.CopyTo(destination);
        return text.Length;
    }
}
