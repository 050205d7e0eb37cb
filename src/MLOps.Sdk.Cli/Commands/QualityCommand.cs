using System.CommandLine;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Quality;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops quality --schema S.json --data F.csv</c>.</summary>
internal sealed class QualityCommand : ToolCommand
{
    private readonly Option<string> _schema;
    private readonly Option<string> _data;
    private readonly Option<bool> _gate;

    public QualityCommand(Terminal terminal) : base("quality", "Holds data to a schema: missing, out of range, unseen, constant, duplicate, stale and more.", terminal)
    {
        _schema = With(CommonOptions.RequiredText("--schema", "The schema, from 'modelops profile schema'; or constraints.json of SageMaker Model Monitor.", "S.json"));
        _data = With(CommonOptions.RequiredText("--data", "The data: CSV with a header, plain or .gz.", "F.csv"));
        _gate = With(new Option<bool>("--gate") { Description = "Ends with 2 when a rule is broken, and with 3 when one cannot be judged." });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        byte[] text = await InputFile.ReadAllBytesAsync(parsed.GetRequiredValue(_schema), "The schema", cancellationToken).ConfigureAwait(false);
        DataSchema schema = DataSchema.Parse(Encoding.UTF8.GetString(text));
        var file = new CsvTable(parsed.GetRequiredValue(_data));
        ColumnTable data = file.Read([.. schema.Columns.Where(rule => file.Header.Contains(rule.Name)).Select(static rule => (rule.Name, rule.Kind))], cancellationToken);
        IReadOnlyList<QualityFinding> findings = QualityCheck.Run(schema, data, file.Header);
        if (WantsJson(parsed))
            Terminal.WriteJson(json => Write(json, data, findings));
        else
            WriteTable(data, findings);
        return !parsed.GetValue(_gate) ? ExitCode.Ok
            : findings.Any(static finding => finding.Kept == false) ? ExitCode.Failed
            : findings.Any(static finding => finding.Kept is null) ? ExitCode.Inconclusive
            : ExitCode.Ok;
    }

    private static void Write(Utf8JsonWriter json, ColumnTable data, IReadOnlyList<QualityFinding> findings)
    {
        json.WriteStartObject();
        json.WriteString("data", data.Source);
        json.WriteNumber("rows", data.Rows);
        json.WriteString("verdict", findings.Any(static finding => finding.Kept == false) ? "fail" : findings.Any(static finding => finding.Kept is null) ? "inconclusive" : "pass");
        json.WriteStartArray("checks");
        foreach (QualityFinding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("column", finding.Column);
            json.WriteString("check", finding.Check);
            json.WriteFigure("value", finding.Value);
            json.WriteFigure("limit", finding.Limit);
            json.WriteString("verdict", finding.Kept switch { true => "pass", false => "fail", _ => "inconclusive" });
            json.WriteString("reason", finding.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteTable(ColumnTable data, IReadOnlyList<QualityFinding> findings)
    {
        int broken = findings.Count(static finding => finding.Kept == false);
        Terminal.WriteLine($"{data.Source}, {Figures.Of(data.Rows)} rows: {Figures.Of(broken)} of {Figures.Of(findings.Count)} rules broken");
        Table table = Tables.Create("column", "rule", "kept", "why");
        foreach (QualityFinding finding in findings.Where(static finding => finding.Kept != true))
            table.Row(finding.Column.Length == 0 ? "(rows)" : finding.Column, finding.Check, finding.Kept is null ? "unknown" : "no", finding.Reason);
        if (table.Rows.Count > 0)
            Terminal.Write(table);
    }
}
