using System.Globalization;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Predictions;

/// <summary>A logged prediction as a line of CSV (RFC 4180). Numbers stay numbers; a text that a spreadsheet would take for a formula gets an apostrophe before it.</summary>
internal static class PredictionCsv
{
    /// <summary>The names of the columns.</summary>
    public const string Header =
        "id,time,model,version,variant,status,output,outputLabel,latencyMicroseconds,cost,subject,traceId,action,rule,outcome,tags,features,input";

    // With their full-width forms, which some spreadsheets take for the same.
    private static readonly char[] FormulaStarts = ['=', '+', '-', '@', '\t', '\r', '\n', '\uFF1D', '\uFF0B', '\uFF0D', '\uFF20'];

    /// <summary>The line of a prediction, without its end.</summary>
    public static string Of(LoggedPrediction prediction)
    {
        LoggedAction? action = prediction.Actions is [.., var lastAction] ? lastAction : null;
        LoggedOutcome? outcome = prediction.Outcomes is [.., var lastOutcome] ? lastOutcome : null;
        return string.Join(',', ((string?[])
        [
            prediction.Id.ToString(),
            prediction.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            Safe(prediction.Model),
            Safe(prediction.Version),
            PredictionWords.Of(prediction.Variant),
            PredictionWords.Of(prediction.Status),
            Number(prediction.Output),
            Safe(prediction.OutputLabel),
            Number(prediction.Latency.TotalMicroseconds),
            PicoUnits.ToDecimal(prediction.CostPicoUnits)?.ToString(CultureInfo.InvariantCulture),
            Safe(prediction.Subject),
            prediction.TraceId,
            Safe(action?.Action),
            Safe(action?.Rule),
            outcome?.Value is { } value ? Number(value) : Safe(outcome?.Label),
            Json(json => PredictionJson.WriteTags(json, prediction)),
            Json(json => PredictionJson.WriteFeatures(json, prediction)),
            Safe(PredictionWords.PayloadOf(prediction.RawInput, prediction.RawInputProtection)),
        ]).Select(Quoted));
    }

    /// <summary>The text so that no spreadsheet takes it for a formula.</summary>
    public static string? Safe(string? text) =>
        text is { Length: > 0 } && (Array.IndexOf(FormulaStarts, text[0]) >= 0 || StartsWithFormulaAfterSpaces(text)) ? "'" + text : text;

    private static string Quoted(string? field) =>
        field is null ? "" : field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool StartsWithFormulaAfterSpaces(string text) =>
        text.TrimStart() is { Length: > 0 } rest && rest.Length < text.Length && Array.IndexOf(FormulaStarts, rest[0]) >= 0;

    private static string? Number(double? number) => number?.ToString("R", CultureInfo.InvariantCulture);

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
