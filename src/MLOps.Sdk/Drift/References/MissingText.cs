using System.Globalization;
using System.Text;

namespace MLOps.Sdk.Drift.References;

/// <summary>How UTF-8 text stands for missing values and for numbers in files.</summary>
public static class MissingText
{
    /// <summary>Empty, NA and NaN in any case, blanks around them ignored.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> text)
    {
        text = text[Ascii.Trim(text)];
        return text.IsEmpty || Ascii.EqualsIgnoreCase(text, "NA"u8) || Ascii.EqualsIgnoreCase(text, "NaN"u8);
    }

    /// <summary>Reads a number in the invariant culture, inf and infinity with a sign included; NaN when missing.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;

        value = double.NaN;
        if (IsMissing(text))
            return true;

        ReadOnlySpan<byte> word = text[Ascii.Trim(text)];
        bool negative = word[0] == '-';
        if (word[0] is (byte)'-' or (byte)'+')
            word = word[1..];
        if (!Ascii.EqualsIgnoreCase(word, "inf"u8))
            return false;
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        return true;
    }
}
