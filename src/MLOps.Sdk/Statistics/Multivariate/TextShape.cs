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
    public double[] Values => [Characters, Words, Letters, Digits, Punctuation, Blanks, Ascii, Distinct];

    /// <summary>Looks at a text; lone surrogates count as one character.</summary>
    public static TextShape Of(ReadOnlySpan<char> text)
    {
        int characters = 0, words = 0, letters = 0, digits = 0, punctuation = 0, blanks = 0, ascii = 0;
        var distinct = new HashSet<int>();
        bool inWord = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            characters++;
            distinct.Add(rune.Value);
            ascii += rune.IsAscii ? 1 : 0;
            bool blank = Rune.IsWhiteSpace(rune);
            words += !blank && !inWord ? 1 : 0;
            inWord = !blank;
            if (blank)
                blanks++;
            else if (Rune.IsLetter(rune))
                letters++;
            else if (Rune.IsDigit(rune))
                digits++;
            else if (Rune.IsPunctuation(rune) || Rune.IsSymbol(rune))
                punctuation++;
        }

        double Share(int count) => characters == 0 ? double.NaN : (double)count / characters;
        return new TextShape(characters, words, Share(letters), Share(digits), Share(punctuation), Share(blanks), Share(ascii), Share(distinct.Count));
    }
}
