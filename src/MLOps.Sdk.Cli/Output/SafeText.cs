using System.Globalization;
using System.Text;

namespace MLOps.Sdk.Cli.Output;

/// <summary>
/// Makes text that came from data safe for a terminal: control characters could move its cursor or retitle it, and
/// invisible ones could make one text look like another.
/// </summary>
internal static class SafeText
{
    /// <summary>The text with every control, format and separator character, and every lone surrogate, as \uXXXX.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="keepLineEnds">Whether line feeds stay: for messages of several lines.</param>
    public static string Escape(string text, bool keepLineEnds = false)
    {
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length;)
        {
            bool whole = Rune.TryGetRuneAt(text, i, out Rune rune);
            int length = whole ? rune.Utf16SequenceLength : 1;
            bool safe = whole && (IsSafe(rune) || (keepLineEnds && rune.Value == '\n'));
            if (!safe)
                escaped ??= new StringBuilder(text, 0, i, text.Length + 16);
            if (safe)
                escaped?.Append(text, i, length);
            for (int half = 0; half < length && !safe; half++)
                escaped!.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i + half]:x4}");
            i += length;
        }

        return escaped?.ToString() ?? text;
    }

    private static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
