using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Where a page ended: the time and id of its last row. Rows that arrive later do not move it.</summary>
internal readonly record struct PageToken(string Time, string Id)
{
    private const char Separator = '~';

    /// <summary>Reads a token; null stays null.</summary>
    /// <exception cref="ArgumentException">It is not one.</exception>
    public static PageToken? Parse(string? text)
    {
        if (text is null)
            return null;

        int separator = text.IndexOf(Separator, StringComparison.Ordinal);
        if (separator < 0 || !IsoTime.IsValid(text.AsSpan(0, separator)) || !PredictionId.TryParse(text.AsSpan(separator + 1), provider: null, out PredictionId id))
            throw new ArgumentException($"'{text}' does not say where a page ended. Pass the Next of the page before, unchanged, or null for the first page.", nameof(text));
        return new PageToken(text[..separator], id.ToString());
    }

    public override string ToString() => $"{Time}{Separator}{Id}";

    public static string After(LoggedPrediction last) => new PageToken(IsoTime.Format(last.Time), last.Id.ToString()).ToString();
}
