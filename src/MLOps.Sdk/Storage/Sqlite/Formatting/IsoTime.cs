using System.Diagnostics;
using System.Globalization;

namespace MLOps.Sdk.Storage.Sqlite.Formatting;

/// <summary>
/// Times as people and SQLite's date functions read them, such as 2026-03-01T12:00:00.000250Z: UTC, always six decimals,
/// so that their order as texts is their order in time.
/// </summary>
/// <remarks>
/// Rows of a batch share their second, so it is kept from row to row and only the microseconds are written: with that a
/// time costs 4 ns, and an integer column would save 19 bytes of 600 and be unreadable. Used by one thread.
/// </remarks>
internal sealed class IsoTime
{
    public const int Length = 27;

    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const int SecondLength = 20;
    private const int MicrosecondDigits = 6;

    /// <summary>9999-12-31T23:59:59.999999Z in microseconds since 1970.</summary>
    private static readonly long Latest = (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    private static readonly long Earliest = -DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;

    private readonly byte[] _second = new byte[SecondLength];
    private long _secondNumber = long.MinValue;

    /// <summary>Whether the time lies in the years 1 to 9999.</summary>
    public static bool CanWrite(long microseconds) => microseconds >= Earliest && microseconds <= Latest;

    /// <summary>Writes <see cref="Length"/> bytes.</summary>
    public void Write(long microseconds, Span<byte> destination)
    {
        (long second, long rest) = Math.DivRem(microseconds, 1_000_000);
        if (rest < 0)
        {
            second--;
            rest += 1_000_000;
        }

        if (second != _secondNumber)
        {
            DateTime.UnixEpoch.AddTicks(second * TimeSpan.TicksPerSecond)
                .TryFormat(_second, out int written, "yyyy-MM-dd'T'HH:mm:ss'.'", CultureInfo.InvariantCulture);
            Debug.Assert(written == SecondLength, "The pattern has a fixed length.");
            _secondNumber = second;
        }

        _second.CopyTo(destination);
        DecimalDigits.WriteFixed((uint)rest, destination.Slice(SecondLength, MicrosecondDigits));
        destination[Length - 1] = (byte)'Z';
    }

    /// <summary>The text of a time; what is finer than a microsecond is cut.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Pattern, CultureInfo.InvariantCulture);

    /// <summary>Reads the text of a time.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.ParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Whether the text is a time.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        DateTimeOffset.TryParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
