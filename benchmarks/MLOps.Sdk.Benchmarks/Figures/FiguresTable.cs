using System.Globalization;

namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>Prints figures for people: first what is judged, then the times behind it.</summary>
internal static class FiguresTable
{
    public static void Write(TextWriter to, IReadOnlyList<(string Subject, Findings Findings)> results)
    {
        to.WriteLine(Machine.Describe());
        to.WriteLine();
        WriteRows(to, ["subject", "figure", "measured", "by medians", "limit", "verdict"], [.. results.SelectMany(result => result.Findings.Figures.Select(figure => (string[])
        [
            result.Subject, figure.Name, Number(figure.Measured, figure.Unit), figure.Median is { } median ? Number(median, figure.Unit) : "", Describe(figure), figure.Verdict,
        ]))]);
        to.WriteLine();
        WriteRows(to, ["subject", "way (per operation)", "least", "median", "rounds", "allocated"], [.. results.SelectMany(result => result.Findings.Timings.Select(timing => (string[])
        [
            result.Subject, timing.Name, Number(timing.Least, "ns"), Number(timing.Median, "ns"),
            timing.Rounds.ToString(CultureInfo.InvariantCulture), Number(timing.AllocatedBytes, "B"),
        ]))]);
    }

    private static string Describe(Figure figure) =>
        figure.Limit is { } limit ? (limit.IsCeiling ? "<= " : ">= ") + Number(limit.Bound, figure.Unit) : "";

    private static string Number(double number, string unit) =>
        double.IsNaN(number) ? "-" : string.Create(CultureInfo.InvariantCulture, $"{Rounded(number)} {unit}");

    private static string Rounded(double number) => number.ToString(
        number == Math.Floor(number) && Math.Abs(number) < 1e15 ? "#,0" : Math.Abs(number) < 10 ? "0.000" : Math.Abs(number) < 1000 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static void WriteRows(TextWriter to, string[] header, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. header.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max())];
        WriteRow(to, header, widths);
        WriteRow(to, [.. widths.Select(width => new string('-', width))], widths);
        foreach (string[] row in rows)
            WriteRow(to, row, widths);
    }

    /// <summary>Words to the left, numbers to the right.</summary>
    private static void WriteRow(TextWriter to, string[] cells, int[] widths) => to.WriteLine(
        string.Join("  ", cells.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
}
