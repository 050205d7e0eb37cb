using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Predictions;

/// <summary>A logged prediction as JSON; scripts depend on the keys.</summary>
internal static class PredictionJson
{
    public static void Write(Utf8JsonWriter json, LoggedPrediction prediction)
    {
        json.WriteStartObject();
        WriteMembers(json, prediction);
        json.WriteEndObject();
    }

    /// <summary>Writes the members into the object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter json, LoggedPrediction prediction)
    {
        LoggedAction? action = prediction.Actions is [.., var lastAction] ? lastAction : null;
        LoggedOutcome? outcome = prediction.Outcomes is [.., var lastOutcome] ? lastOutcome : null;
        json.WriteString("id", prediction.Id.ToString());
        json.WriteString("time", prediction.Time);
        json.WriteString("model", prediction.Model);
        json.WriteString("version", prediction.Version);
        json.WriteString("variant", PredictionWords.Of(prediction.Variant));
        json.WriteString("status", PredictionWords.Of(prediction.Status));
        json.WriteString("error", prediction.ErrorType);
        json.WriteString("input", prediction.RawInput);
        WriteFeatures(json, prediction);
        WriteNumberOrLabel(json, "output", prediction.Output, prediction.OutputLabel);
        json.WriteString("outputLabel", prediction.OutputLabel);
        json.WriteString("rawOutput", prediction.RawOutput);
        json.WriteBoolean("truncated", prediction.Truncated);
        json.WriteBoolean("captureFailed", prediction.CaptureFailed);
        WriteProtection(json, "inputProtection", prediction.RawInputProtection);
        WriteProtection(json, "rawOutputProtection", prediction.RawOutputProtection);
        WriteCut(json, "inputCut", prediction.RawInputCut);
        WriteCut(json, "rawOutputCut", prediction.RawOutputCut);
        json.WriteNumber("latencyMicroseconds", prediction.Latency.TotalMicroseconds);
        json.WriteMoney("cost", PicoUnits.ToDecimal(prediction.CostPicoUnits));
        json.WriteString("currency", prediction.Currency);
        WriteTags(json, prediction);
        json.WriteString("subject", prediction.Subject);
        json.WriteString("traceId", prediction.TraceId);
        json.WriteString("spanId", prediction.SpanId);
        json.WriteString("action", action?.Action);
        json.WriteString("rule", action?.Rule);
        WriteActions(json, prediction);
        WriteNumberOrLabel(json, "outcome", outcome?.Value, outcome?.Label);
        WriteOutcomes(json, prediction);
        json.WriteNumber("position", prediction.Position);
    }

    public static void WriteTags(Utf8JsonWriter json, LoggedPrediction prediction) => json.WriteTexts("tags", prediction.Tags);

    public static void WriteFeatures(Utf8JsonWriter json, LoggedPrediction prediction)
    {
        json.WriteStartObject("features");
        foreach ((string name, object? value) in prediction.Features)
        {
            if (value is double number)
                json.WriteFigure(name, number);
            else
                json.WriteString(name, value as string);
        }

        json.WriteEndObject();
    }

    private static void WriteProtection(Utf8JsonWriter json, string name, PayloadProtection? protection)
    {
        if (protection is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("reading", PredictionWords.Of(protection.Reading));
        json.WriteString("key", protection.Key);
        json.WriteEndObject();
    }

    private static void WriteCut(Utf8JsonWriter json, string name, CutPayload? cut)
    {
        if (cut is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("characters", cut.Characters);
        json.WriteString("sha256", cut.Sha256);
        json.WriteEndObject();
    }

    private static void WriteNumberOrLabel(Utf8JsonWriter json, string name, double? number, string? label)
    {
        if (number is null && label is not null)
            json.WriteString(name, label);
        else
            json.WriteFigure(name, number);
    }

    private static void WriteActions(Utf8JsonWriter json, LoggedPrediction prediction)
    {
        json.WriteStartArray("actions");
        foreach (LoggedAction action in prediction.Actions)
        {
            json.WriteStartObject();
            json.WriteString("action", action.Action);
            json.WriteString("rule", action.Rule);
            json.WriteString("time", action.Time);
            json.WriteFigure("threshold", action.Threshold);
            json.WriteString("reviewer", action.Reviewer);
            json.WriteString("overrides", action.Overrides);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOutcomes(Utf8JsonWriter json, LoggedPrediction prediction)
    {
        json.WriteStartArray("outcomes");
        foreach (LoggedOutcome outcome in prediction.Outcomes)
        {
            json.WriteStartObject();
            json.WriteString("label", outcome.Label);
            json.WriteFigure("value", outcome.Value);
            json.WriteString("time", outcome.Time);
            if (outcome.EventTime is { } happened)
                json.WriteString("eventTime", happened);
            else
                json.WriteNull("eventTime");
            json.WriteString("reviewer", outcome.Reviewer);
            json.WriteNumber("revision", outcome.Revision);
            json.WriteBoolean("early", outcome.Position < prediction.Position);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
