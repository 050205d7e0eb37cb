using System.Text;

namespace MLOps.Sdk.Statistics.Multivariate;

/// <summary>Counts the characters of a text.</summary>
/// <param name="distinct">Empty; keeps the characters seen.</param>
internal struct TextTally(HashSet<int> distinct)
{
    private int _characters;
    private int _words;
    private int _letters;
    private int _digits;
    private int _punctuation;
    private int _blanks;
    private int _ascii;
    private bool _inWord;

    /// <summary>What was counted.</summary>
    public readonly TextShape Shape =>
        new(_characters, _words, Share(_letters), Share(_digits), Share(_punctuation), Share(_blanks), Share(_ascii), Share(distinct.Count));

    public void Add(Rune rune)
    {
        _characters++;
        distinct.Add(rune.Value);
        _ascii += rune.IsAscii ? 1 : 0;
        bool blank = Rune.IsWhiteSpace(rune);
        _words += !blank && !_inWord ? 1 : 0;
        _inWord = !blank;
        if (blank)
            _blanks++;
        else if (Rune.IsLetter(rune))
            _letters++;
        else if (Rune.IsDigit(rune))
            _digits++;
        else if (Rune.IsPunctuation(rune) || Rune.IsSymbol(rune))
            _punctuation++;
    }

    private readonly double Share(int count) => _characters == 0 ? double.NaN : (double)count / _characters;
}
