using System.Globalization;
using MLOps.Sdk.Cli.Detection;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Performance;

/// <summary>The rows of a file with predictions and their truth, as the log would join them.</summary>
internal static class CsvOutcomes
{
    /// <param name="path">The file.</param>
    /// <param name="score">The column with the prediction.</param>
    /// <param name="label">The column with the truth; where it is missing the truth is not known.</param>
    /// <param name="group">The column with the segment, or null.</param>
    public static JoinedOutcomes Read(string path, string score, string label, string? group)
    {
        CsvColumn scores = CsvColumn.Read(path, score, "--data");
        CsvColumn labels = CsvColumn.Read(path, label, "--data");
        IReadOnlyList<string?>? segments = group is null ? null : CsvColumn.ReadTexts(path, group, "--data");
        bool texts = scores.Numbers is null || labels.Numbers is null;
        bool words = texts && IsTruth(labels);
        return new JoinedOutcomes(
            [
                .. Enumerable.Range(0, scores.Count).Select(row => new JoinedOutcome
                {
                    Version = "",
                    Time = DateTimeOffset.UnixEpoch,
                    Answered = true,
                    Output = scores.Numbers?[row] ?? double.NaN,
                    OutputLabel = texts && !words ? TextOf(scores, row) : null,
                    Value = labels.Numbers?[row] ?? double.NaN,
                    Label = texts ? TextOf(labels, row)?.ToLowerIfTruth() : null,
                    OutcomeTime = TextOf(labels, row) is null ? null : DateTimeOffset.UnixEpoch,
                    Outcomes = TextOf(labels, row) is null ? 0 : 1,
                    Segment = segments?[row],
                }),
            ], Unknown: 0);
    }

    private static bool IsTruth(CsvColumn labels) => labels.Texts is { } texts && texts.All(static text => text is null || bool.TryParse(text, out _));

    private static string ToLowerIfTruth(this string text) => bool.TryParse(text, out bool truth) ? truth ? "true" : "false" : text;

    private static string? TextOf(CsvColumn column, int row) => column.Texts is { } texts
        ? texts[row]
        : double.IsNaN(column.Numbers![row]) ? null : column.Numbers[row].ToString("R", CultureInfo.InvariantCulture);
}
