using System.Globalization;
using CsvHelper;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Retraining.Data;

/// <summary>What both models said about the hold-out, kept between two steps so that a run goes on without predicting again.</summary>
internal static class EvaluationFile
{
    private const int FixedColumns = 5;

    public static void Write(string path, EvaluationRows rows)
    {
        File.Delete(path);
        using FileStream file = StoreFiles.CreatePrivate(path, FileMode.Create);
        using CsvWriter csv = CsvWriter.Create(file, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        foreach (string column in (IEnumerable<string>)["label", "candidate", "candidate_us", "champion", "champion_us", .. rows.Segments.Keys])
            csv.WriteField(column);
        csv.EndRecord();
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (double? value in (ReadOnlySpan<double?>)
                [
                    rows.Labels[row], rows.Candidate.Predictions[row], rows.Candidate.Microseconds?[row], rows.Champion?.Predictions[row], rows.Champion?.Microseconds?[row],
                ])
            {
                csv.WriteField(value?.ToString("R", CultureInfo.InvariantCulture));
            }

            foreach (string[] values in rows.Segments.Values)
                csv.WriteField(values[row]);
            csv.EndRecord();
        }
    }

    /// <summary>Reads what was written, with the price of a second of compute put on it.</summary>
    public static EvaluationRows Read(string path, double? costPerSecond)
    {
        using FileStream file = File.OpenRead(path);
        using CsvReader csv = CsvReader.Create(file, new CsvReaderOptions { Separator = ',' }, leaveOpen: true);
        string[] segments = [.. csv.Headers.ToArray().Skip(FixedColumns)];
        List<double>[] numbers = [.. Enumerable.Range(0, FixedColumns).Select(static _ => new List<double>())];
        List<string>[] texts = [.. segments.Select(static _ => new List<string>())];
        while (csv.Read())
        {
            for (int column = 0; column < FixedColumns; column++)
            {
                if (csv.GetString(column) is { Length: > 0 } text)
                    numbers[column].Add(double.Parse(text, CultureInfo.InvariantCulture));
            }

            for (int column = 0; column < segments.Length; column++)
                texts[column].Add(csv.GetString(FixedColumns + column) ?? "");
        }

        return new EvaluationRows(
            [.. numbers[0]], Model(numbers[1], numbers[2], costPerSecond), numbers[3].Count == 0 ? null : Model(numbers[3], numbers[4], costPerSecond),
            segments.Zip(texts).ToDictionary(static pair => pair.First, static pair => pair.Second.ToArray(), StringComparer.Ordinal));
    }

    private static EvaluatedModel Model(List<double> predictions, List<double> microseconds, double? costPerSecond) => new()
    {
        Predictions = [.. predictions],
        Microseconds = microseconds.Count == 0 ? null : [.. microseconds],
        Costs = microseconds.Count > 0 && costPerSecond is { } price ? [.. microseconds.Select(spent => spent / 1e6 * price)] : null,
    };
}
