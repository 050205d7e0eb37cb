using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Evaluation.Gates;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Gates;

/// <summary>A gate's report for scripts and for people.</summary>
internal static class GateOutput
{
    public static void Write(Utf8JsonWriter json, GateReport report)
    {
        json.WriteStartObject();
        json.WriteString("verdict", report.Verdict.ToText());
        json.WriteNumber("rows", report.Rows);
        json.WriteNumber("level", report.Level);
        json.WriteStartArray("rules");
        foreach (RuleVerdict rule in report.Rules)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Rule);
            json.WriteString("verdict", rule.Verdict.ToText());
            json.WriteFigure("champion", rule.Champion);
            json.WriteFigure("candidate", rule.Candidate);
            json.WriteStartArray("interval");
            WriteEnd(json, rule.Low);
            WriteEnd(json, rule.High);
            json.WriteEndArray();
            json.WriteNumber("rows", rule.Rows);
            json.WriteString("reason", rule.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static Table TableOf(GateReport report)
    {
        Table table = Tables.Create("rule", "verdict", " champion", " candidate", " interval of what is compared", " rows", "because");
        foreach (RuleVerdict rule in report.Rules)
        {
            table.Row(
                rule.Rule, rule.Verdict.ToText(), Figure(rule.Champion), Figure(rule.Candidate),
                $"{Figure(rule.Low) ?? "?"} to {Figure(rule.High) ?? "?"}", Figures.Of(rule.Rows), rule.Reason);
        }

        return table;
    }

    public static int ExitCodeOf(Verdict verdict) => verdict switch
    {
        Verdict.Pass => ExitCode.Ok,
        Verdict.Fail => ExitCode.Failed,
        _ => ExitCode.Inconclusive,
    };

    private static string? Figure(double? value) => value is { } known ? Figures.Of(known) : null;

    private static void WriteEnd(Utf8JsonWriter json, double? end)
    {
        if (end is { } known && double.IsFinite(known))
            json.WriteNumberValue(known);
        else
            json.WriteNullValue();
    }
}
