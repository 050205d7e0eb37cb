using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Reads the JSON objects of a row.</summary>
internal static class StoredJson
{
    private static readonly Dictionary<string, string> NoTags = [];

    /// <summary>Features by name in declared order: a double, a string, or null when missing.</summary>
    public static OrderedDictionary<string, object?> ReadFeatures(string json)
    {
        var features = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;

            string name = reader.GetString()!;
            reader.Read();
            features[name] = reader.TokenType switch
            {
                // Not GetDouble: an infinity is written as 1e999.
                JsonTokenType.Number => double.Parse(reader.ValueSpan, CultureInfo.InvariantCulture),
                JsonTokenType.String => reader.GetString(),
                _ => null,
            };
        }

        return features;
    }

    /// <summary>Tags by key.</summary>
    public static Dictionary<string, string> ReadTags(string? json)
    {
        if (json is null)
            return NoTags;

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;

            string key = reader.GetString()!;
            reader.Read();
            tags[key] = reader.GetString() ?? "";
        }

        return tags;
    }
}
