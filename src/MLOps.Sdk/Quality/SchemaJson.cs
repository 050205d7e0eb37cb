using System.Buffers;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Quality;

/// <summary>Schemas as JSON for people to edit, written and read by hand: no reflection.</summary>
internal static class SchemaJson
{
    private const string Format = "mlops-schema";

    public static string Write(DataSchema schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("formatVersion", 1);
            Write(json, "maximumDuplicates", schema.MaximumDuplicates);
            json.WriteBoolean("extraColumnsAllowed", schema.ExtraColumnsAllowed);
            json.WriteStartArray("columns");
            foreach (ColumnRule rule in schema.Columns)
                Write(json, rule);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static DataSchema Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.TryGetProperty("features", out JsonElement features))
                return SageMakerConstraints.Read(root, features);
            if (!root.TryGetProperty("format", out JsonElement format) || format.GetString() != Format)
                throw new ReferenceException($"This is neither a schema (\"format\": \"{Format}\") nor constraints.json of SageMaker Model Monitor. Make one with 'modelops profile schema'.");
            return new DataSchema([.. root.GetProperty("columns").EnumerateArray().Select(Rule)])
            {
                MaximumDuplicates = Number(root, "maximumDuplicates"),
                ExtraColumnsAllowed = !root.TryGetProperty("extraColumnsAllowed", out JsonElement allowed) || allowed.GetBoolean(),
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ReferenceException($"The schema cannot be read: {fault.Message} Correct it, or make it again with 'modelops profile schema'.", fault);
        }
    }

    private static void Write(Utf8JsonWriter json, ColumnRule rule)
    {
        json.WriteStartObject();
        json.WriteString("name", rule.Name);
        json.WriteString("type", rule.Kind == FeatureKind.Numeric ? "numeric" : "categorical");
        json.WriteBoolean("required", rule.Required);
        Write(json, "maximumMissing", rule.MaximumMissing);
        Write(json, "maximumTypeChanges", rule.MaximumTypeChanges);
        Write(json, "minimumDistinct", rule.MinimumDistinct);
        Write(json, "maximumDistinct", rule.MaximumDistinct);
        Write(json, "maximumRun", rule.MaximumRun);
        if (rule.Kind == FeatureKind.Numeric)
        {
            Write(json, "minimum", rule.Minimum);
            Write(json, "maximum", rule.Maximum);
            Write(json, "maximumOutOfRange", rule.MaximumOutOfRange);
        }
        else
        {
            Write(json, "maximumUnseen", rule.MaximumUnseen);
            Write(json, "maximumVanished", rule.MaximumVanished);
            Write(json, "maximumLength", rule.MaximumLength);
            if (rule.Categories is { } categories)
            {
                json.WriteStartArray("categories");
                foreach (string category in categories)
                    json.WriteStringValue(category);
                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
    }

    private static ColumnRule Rule(JsonElement json) => new()
    {
        Name = json.GetProperty("name").GetString()!,
        Kind = json.GetProperty("type").GetString() switch
        {
            "numeric" => FeatureKind.Numeric,
            "categorical" => FeatureKind.Categorical,
            string other => throw new FormatException($"The type '{other}' is neither numeric nor categorical."),
            null => throw new FormatException("A column has no type."),
        },
        Required = !json.TryGetProperty("required", out JsonElement required) || required.GetBoolean(),
        MaximumMissing = Number(json, "maximumMissing"),
        MaximumTypeChanges = Number(json, "maximumTypeChanges"),
        Minimum = Number(json, "minimum"),
        Maximum = Number(json, "maximum"),
        MaximumOutOfRange = Number(json, "maximumOutOfRange"),
        Categories = json.TryGetProperty("categories", out JsonElement names) && names.ValueKind == JsonValueKind.Array ? [.. names.EnumerateArray().Select(static name => name.GetString()!)] : null,
        MaximumUnseen = Number(json, "maximumUnseen"),
        MaximumVanished = (int?)Number(json, "maximumVanished"),
        MaximumLength = (int?)Number(json, "maximumLength"),
        MinimumDistinct = (int?)Number(json, "minimumDistinct"),
        MaximumDistinct = (int?)Number(json, "maximumDistinct"),
        MaximumRun = (int?)Number(json, "maximumRun"),
    };

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    internal static double? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
