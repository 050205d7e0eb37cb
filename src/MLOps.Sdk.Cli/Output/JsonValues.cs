using System.Text.Json;

namespace MLOps.Sdk.Cli.Output;

/// <summary>Values as JSON: what is not known is null, and infinities, which JSON has no numbers for, are "Infinity" and "-Infinity".</summary>
internal static class JsonValues
{
    public static void WriteFigure(this Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        if (value is not { } known || double.IsNaN(known))
            json.WriteNullValue();
        else if (double.IsInfinity(known))
            json.WriteStringValue(known > 0 ? "Infinity" : "-Infinity");
        else
            json.WriteNumberValue(known);
    }

    public static void WriteFigure(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    public static void WriteMoney(this Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in texts)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
