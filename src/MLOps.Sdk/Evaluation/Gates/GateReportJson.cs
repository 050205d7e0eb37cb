using System.Buffers;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Statistics;

namespace MLOps.Sdk.Evaluation.Gates;

/// <summary>A gate's report as JSON, as it is kept with a version and shown to scripts, which depend on the keys.</summary>
public static class GateReportJson
{
    /// <summary>The report as a text.</summary>
    public static string Write(GateReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, report);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The report as an object; what is not known is null.</summary>
    public static void Write(Utf8JsonWriter json, GateReport report)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(report);
        json.WriteStartObject();
        json.WriteString("verdict", report.Verdict.ToText());
        json.WriteNumber("rows", report.Rows);
        json.WriteNumber("level", report.Level);
        json.WriteStartArray("rules");
        foreach (RuleVerdict rule in report.Rules)
            Write(json, rule);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RuleVerdict rule)
    {
        json.WriteStartObject();
        json.WriteString("rule", rule.Rule);
        json.WriteString("verdict", rule.Verdict.ToText());
        json.WriteFigure("champion", rule.Champion);
        json.WriteFigure("candidate", rule.Candidate);
        json.WriteStartArray("interval");
        json.WriteFigureValue(rule.Low);
        json.WriteFigureValue(rule.High);
        json.WriteEndArray();
        json.WriteNumber("rows", rule.Rows);
        json.WriteString("reason", rule.Reason);
        json.WriteEndObject();
    }
}
