using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Quality.Windows;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Quality;

/// <summary>A window that an app held to its schema while it served, put together again from the store's rows.</summary>
internal sealed record QualityFigures(
    string Version, long Index, long FirstRow, long Rows, long Unread, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<QualityFinding> Findings)
{
    /// <summary>The windows, oldest first.</summary>
    public static IReadOnlyList<QualityFigures> Read(IEnumerable<StoredWindow> stored) =>
    [
        .. from row in stored
           where row.Monitor == QualityMonitor.MonitorName
           group row by (row.Version, row.Index, row.FirstRow, row.Rows, row.From, row.To) into window
           orderby window.Key.From, window.Key.Index
           let columns = window.Select(static row => QualityJson.Read(row.Signal == Alert.AllSignals ? "" : row.Signal, row.Statistics)).ToArray()
           select new QualityFigures(
               window.Key.Version, window.Key.Index, window.Key.FirstRow, window.Key.Rows, columns[0].Unread, window.Key.From, window.Key.To,
               [.. columns.SelectMany(static column => column.Findings)]),
    ];

    /// <summary>What the latest window of each version says.</summary>
    public static bool? Verdict(IReadOnlyList<QualityFigures> windows) =>
        QualityOutput.Verdict(windows.GroupBy(static window => window.Version).SelectMany(static version => version.Last().Findings));

    public static void Write(Utf8JsonWriter json, string model, IReadOnlyList<QualityFigures> windows)
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteString("verdict", QualityOutput.Words(Verdict(windows)));
        json.WriteObjects("windows", windows, window =>
        {
            json.WriteString("version", window.Version);
            json.WriteNumber("index", window.Index);
            json.WriteNumber("firstRow", window.FirstRow);
            json.WriteNumber("rows", window.Rows);
            json.WriteNumber("unread", window.Unread);
            json.WriteString("from", window.From);
            json.WriteString("to", window.To);
            json.WriteString("verdict", QualityOutput.Words(QualityOutput.Verdict(window.Findings)));
            QualityOutput.Write(json, window.Findings);
        });
        json.WriteEndObject();
    }

    /// <summary>What the latest window of each version says, and since which window each broken rule is broken.</summary>
    public static void WriteTable(Terminal terminal, string model, IReadOnlyList<QualityFigures> windows)
    {
        foreach (IGrouping<string, QualityFigures> version in windows.GroupBy(static window => window.Version))
        {
            QualityFigures last = version.Last();
            terminal.WriteLine($"{model} version {version.Key}, {Figures.Of(version.Count())} windows to {Figures.Time(last.To)}: {Figures.Of(last.Findings.Count(static finding => finding.Kept == false))} of {Figures.Of(last.Findings.Count)} rules broken in the latest");
            Table table = Tables.Create("column", "rule", "kept", " broken since row", "why");
            foreach (QualityFinding finding in last.Findings.Where(static finding => finding.Kept != true))
                table.Row(QualityOutput.NameOf(finding), finding.Check, finding.Kept is null ? "unknown" : "no", finding.Kept is null ? null : Figures.Of(Since(version, finding).FirstRow), finding.Reason);
            if (table.Rows.Count > 0)
                terminal.Write(table);
        }
    }

    private static QualityFigures Since(IEnumerable<QualityFigures> windows, QualityFinding finding) => windows.Reverse()
        .TakeWhile(window => window.Findings.Any(found => found.Column == finding.Column && found.Check == finding.Check && found.Kept == false)).Last();
}
