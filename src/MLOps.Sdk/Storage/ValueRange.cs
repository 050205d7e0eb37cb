using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MLOps.Sdk.Storage;

/// <summary>Numbers from a least to a greatest, both included; an end that is null is open.</summary>
/// <param name="Minimum">The least, or null.</param>
/// <param name="Maximum">The greatest, or null.</param>
public sealed record ValueRange(double? Minimum, double? Maximum)
{
    private const string Separator = "..";

    /// <summary>Reads "1..2", "1.." or "..2".</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ValueRange? range)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = null;
        int separator = text.IndexOf(Separator, StringComparison.Ordinal);
        if (separator < 0 || text.Length == Separator.Length)
            return false;
        if (!TryParseEnd(text.AsSpan(0, separator), out double? minimum) || !TryParseEnd(text.AsSpan(separator + Separator.Length), out double? maximum))
            return false;
        if (minimum > maximum)
            return false; // nothing is in it
        range = new ValueRange(minimum, maximum);
        return true;
    }

    private static bool TryParseEnd(ReadOnlySpan<char> text, out double? end)
    {
        end = null;
        if (text.IsEmpty)
            return true;
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && !double.IsNaN(number);
        end = isNumber ? number : null;
        return isNumber;
    }
}

/// <summary>A condition on one feature.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Range">The range that a number must be in; null when the value is compared as a text.</param>
/// <param name="Text">The category that it must be, when <paramref name="Range"/> is null.</param>
public sealed record FeatureFilter(string Name, ValueRange? Range, string? Text = null)
{
    /// <summary>The most conditions of a query.</summary>
    public const int Most = 16;
}
