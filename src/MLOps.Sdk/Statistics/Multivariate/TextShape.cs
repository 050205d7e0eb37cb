using System.Text;

namespace MLOps.Sdk.Statistics.Multivariate;

/// <summary>What can be said of a text in any language: lengths and what its characters are. As numbers, watched like any other feature.</summary>
/// <param name="Characters">Unicode scalar values.</param>
/// <param name="Words">Runs without blanks.</param>
/// <param name="Letters">The share of letters, 0 to 1; NaN for an empty text, as the other shares.</param>
/// <param name="Digits">The share of digits.</param>
/// <param name="Punctuation">The share of punctuation and symbols.</param>
/// <param name="Blanks">The share of blanks.</param>
/// <param name="Ascii">The share of ASCII.</param>
/// <param name="Distinct">Distinct characters over all: low where a text repeats itself.</param>
public readonly record struct TextShape(int Characters, int Words, double Letters, double Digits, double Punctuation, double Blanks, double Ascii, double Distinct)
{
    /// <summary>The names of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["characters", "words", "letters", "digits", "punctuation", "blanks", "ascii", "distinct"];

    /// <summary>The figures in the order of <see cref="Names"/>.</summary>
    public double[] Values
    {
        get
        {
            double[] values = new double[Names.Count];
            CopyTo(values);
            return values;
        }
    }

    /// <summary>Looks at a text; lone surrogates count as one character.</summary>
    public static TextShape Of(ReadOnlySpan<char> text)
    {
        var tally = new TextTally(new HashSet<int>());
        foreach (Rune rune in text.EnumerateRunes())
            tally.Add(rune);
        return tally.Shape;
    }

    /// <summary>Writes the figures in the order of <see cref="Names"/>.</summary>
    public void CopyTo(Span<double> values)
    {
        (values[0], values[1], values[2], values[3]) = (Characters, Words, Letters, Digits);
        (values[4], values[5], values[6], values[7]) = (Punctuation, Blanks, Ascii, Distinct);
    }
}
