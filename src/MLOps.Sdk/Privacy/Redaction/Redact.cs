using System.Text.RegularExpressions;

namespace MLOps.Sdk.Privacy;

/// <summary>
/// What of a value is recorded, decided where a feature is declared: <c>.Feature(Redact.Bucket(p => p.Age, 10), "age")</c>.
/// Applied on the caller's thread before anything is written, so that no file ever holds the rest. Numbers cost no allocation.
/// </summary>
public static partial class Redact
{
    /// <summary>Records that the value is missing: the feature keeps its place, and nothing of its content.</summary>
    public static Func<TInput, double> Drop<TInput>(Func<TInput, double> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return static _ => double.NaN;
    }

    /// <summary>Records the lower end of the bucket that a number falls in: ⌊x / width⌋ · width.</summary>
    /// <param name="read">Reads the number.</param>
    /// <param name="width">The width of a bucket, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not more than 0.</exception>
    public static Func<TInput, double> Bucket<TInput>(Func<TInput, double> read, double width)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return input => Math.Floor(read(input) / width) * width;
    }

    /// <summary>Records a text's last characters behind asterisks, as many as there were.</summary>
    /// <param name="read">Reads the text.</param>
    /// <param name="keep">Characters that are recorded as they are; none of a text that is not at least twice as long.</param>
    public static Func<TInput, string?> Mask<TInput>(Func<TInput, string?> read, int keep = 0) =>
        Text(read, TextRedaction.Mask(keep));

    /// <summary>Records HMAC-SHA256 of a text under a key, 32 hexadecimal digits: the same text gives the same, and who has not the key cannot try texts. A pseudonym, so still personal data.</summary>
    /// <param name="read">Reads the text.</param>
    /// <param name="key">The key, at least 16 bytes, kept apart from the store.</param>
    /// <exception cref="ArgumentException">The key is shorter.</exception>
    public static Func<TInput, string?> Hash<TInput>(Func<TInput, string?> read, ReadOnlySpan<byte> key) =>
        Text(read, TextRedaction.Hash(key));

    /// <summary>Records a free text without what looks like an e-mail address, a card, an account, a telephone number or an address of the network. A second line of defence: no pattern finds everything; declare features instead where you can.</summary>
    /// <param name="read">Reads the text.</param>
    public static Func<TInput, string?> Patterns<TInput>(Func<TInput, string?> read) =>
        Text(read, TextRedaction.Patterns);

    /// <summary>Records what a redaction leaves of a text.</summary>
    /// <param name="read">Reads the text.</param>
    /// <param name="redaction">What is recorded of it.</param>
    public static Func<TInput, string?> Text<TInput>(Func<TInput, string?> read, TextRedaction redaction)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(redaction);
        return input => redaction.Apply(read(input));
    }

    /// <summary>A text without what looks like personal data; each finding gives its place to a word such as [email].</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = Email().Replace(text, "[email]");
        text = Iban().Replace(text, "[account]");
        text = NetworkAddress().Replace(text, "[address]");
        return Digits().Replace(text, static found => CountDigits(found.ValueSpan) switch
        {
            >= 13 and <= 19 => "[card]",
            >= 8 => "[number]",
            _ => found.Value,
        });
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int digits = 0;
        foreach (char c in text)
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        return digits;
    }

    // No pattern backtracks: a hostile text costs time in proportion to its length.
    [GeneratedRegex(@"[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+", RegexOptions.NonBacktracking)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", RegexOptions.NonBacktracking)]
    private static partial Regex Iban();

    [GeneratedRegex(@"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b", RegexOptions.NonBacktracking)]
    private static partial Regex NetworkAddress();

    [GeneratedRegex(@"\+?[0-9](?:[ \-/().]{0,2}[0-9]){7,}", RegexOptions.NonBacktracking)]
    private static partial Regex Digits();
}
