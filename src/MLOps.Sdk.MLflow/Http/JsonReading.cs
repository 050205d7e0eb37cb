using System.Globalization;
using System.Text.Json;

namespace MLOps.Sdk.MLflow.Http;

/// <summary>Reads what servers of all ages write: fields that are left out, numbers as texts.</summary>
internal static class JsonReading
{
    public static string? TextOf(this JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) switch
    {
        false => null,
        true when value.ValueKind == JsonValueKind.String => value.GetString(),
        true when value.ValueKind is JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => null,
        _ => value.GetRawText(),
    };

    public static long? NumberOf(this JsonElement json, string name) =>
        long.TryParse(json.TextOf(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    public static IEnumerable<JsonElement> ListOf(this JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    public static JsonElement? ObjectOf(this JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>A list of {"key","value"} as pairs; the last of a key counts.</summary>
    public static Dictionary<string, string> PairsOf(this JsonElement json, string name)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonElement pair in json.ListOf(name))
        {
            if (pair.TextOf("key") is { } key)
                pairs[key] = pair.TextOf("value") ?? "";
        }

        return pairs;
    }
}
