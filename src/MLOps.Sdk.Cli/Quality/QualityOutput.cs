using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Quality;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Quality;

/// <summary>Findings as JSON, on whose keys scripts depend, and as a table for people.</summary>
internal static class QualityOutput
{
    /// <summary>Whether every rule is kept; null when none is broken and one cannot be judged.</summary>
    public static bool? Verdict(IEnumerable<QualityFinding> findings)
    {
        bool? verdict = true;
        foreach (QualityFinding finding in findings)
        {
            if (finding.Kept == false)
                return false;
            if (finding.Kept is null)
                verdict = null;
        }

        return verdict;
    }

    public static string Words(bool? verdict) => verdict switch { true => "pass", false => "fail", _ => "inconclusive" };

    public static void Write(Utf8JsonWriter json, ColumnTable data, IReadOnlyList<QualityFinding> findings)
    {
        json.WriteStartObject();
        json.WriteString("data", data.Source);
        json.WriteNumber("rows", data.Rows);
        json.WriteString("verdict", Words(Verdict(findings)));
        Write(json, findings);
        json.WriteEndObject();
    }

    /// <summary>Writes "checks" into an open object.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<QualityFinding> findings)
    {
        json.WriteObjects("checks", findings, finding =>
        {
            json.WriteString("column", finding.Column);
            json.WriteString("check", finding.Check);
            json.WriteFigure("value", finding.Value);
            json.WriteFigure("limit", finding.Limit);
            json.WriteString("verdict", Words(finding.Kept));
            json.WriteString("reason", finding.Reason);
        });
    }

    public static void WriteTable(Terminal terminal, ColumnTable data, IReadOnlyList<QualityFinding> findings)
    {
        int broken = findings.Count(static finding => finding.Kept == false);
        terminal.WriteLine($"{data.Source}, {Figures.Of(data.Rows)} rows: {Figures.Of(broken)} of {Figures.Of(findings.Count)} rules broken");
        Table table = Tables.Create("column", "rule", "kept", "why");
        foreach (QualityFinding finding in findings.Where(static finding => finding.Kept != true))
            table.Row(NameOf(finding), finding.Check, finding.Kept is null ? "unknown" : "no", finding.Reason);
        if (table.Rows.Count > 0)
            terminal.Write(table);
    }

    public static string NameOf(QualityFinding finding) => finding.Column.Length == 0 ? "(rows)" : finding.Column;
}
