using CsvHelper;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.References;

/// <summary>Reads the references of segments from the CSV file that is a model's reference.</summary>
public static class CsvSegments
{
    /// <summary>The most values that are told apart while they are counted.</summary>
    private const int MostValues = 1_000_000;

    /// <summary>Reads a file twice: which values are frequent, then the rows of each.</summary>
    /// <param name="schema">The model's features.</param>
    /// <param name="path">The file, plain or .gz, with a column named as the tag or feature.</param>
    /// <param name="segments">By what, how many, and how many rows each has at least.</param>
    /// <param name="options">How the file is read, or null for the defaults.</param>
    /// <exception cref="ReferenceException">The file cannot be read, the column is not there, or no value has rows enough.</exception>
    public static SegmentReferences Read(ModelSchema schema, string path, SegmentOptions segments, CsvReferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(segments);
        options ??= new CsvReferenceOptions();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        CsvReference.ReadRows(path, options, (row, columns) =>
        {
            string value = ValueOf(row, Column(columns, segments.By, path));
            if (counts.TryGetValue(value, out long count) || counts.Count < MostValues)
                counts[value] = count + 1;
        });
        string[] frequent = [.. counts.Where(pair => pair.Value >= segments.ReferenceRows).OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Take(segments.Top).Select(static pair => pair.Key)];
        if (frequent.Length == 0)
            throw new ReferenceException($"No value of '{segments.By}' has {segments.ReferenceRows} rows in '{path}'; the most frequent has {counts.Values.DefaultIfEmpty().Max()}. Set {nameof(SegmentOptions)}.{nameof(SegmentOptions.ReferenceRows)} lower, at least to the rows of a window, or leave {nameof(SegmentOptions.FromReference)} out.");

        var builders = frequent.ToDictionary(static value => value, _ => new ReferenceBuilder(schema, options.Cells), StringComparer.Ordinal);
        var other = new ReferenceBuilder(schema, options.Cells);
        CsvColumns? features = null;
        CsvReference.ReadRows(path, options, (row, columns) =>
        {
            features ??= new CsvColumns(schema, columns, path, options);
            features.AddTo(builders.GetValueOrDefault(ValueOf(row, Column(columns, segments.By, path)), other), row);
        });
        return new SegmentReferences(
            segments.By, [.. frequent.Select(value => (value, builders[value].Build()))], other.Rows >= segments.ReferenceRows ? other.Build() : null);
    }

    private static string ValueOf(CsvReader row, int column) => MissingText.IsMissing(row.GetSpan(column)) ? SegmentOptions.Missing : row.GetString(column);

    private static int Column(string[] columns, string by, string path) => Array.IndexOf(columns, by) is >= 0 and int column
        ? column
        : throw new ReferenceException($"Segments are to be compared with their own rows of '{path}', which has no column '{by}'. Its columns are: {string.Join(", ", columns)}.");
}
