using System.Collections.Immutable;
using System.Text.Json;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Quality;

/// <summary><c>constraints.json</c> of a baseline job of SageMaker Model Monitor as a schema.</summary>
internal static class SageMakerConstraints
{
    private const double DefaultThreshold = 0.1;

    public static DataSchema Read(JsonElement root, JsonElement features)
    {
        JsonElement config = root.TryGetProperty("monitoring_config", out JsonElement found) ? found : default;
        double types = Threshold(config, "datatype_check_threshold");
        double domain = Threshold(config, "domain_content_threshold");
        return new DataSchema([.. features.EnumerateArray().Select(feature => Rule(feature, types, domain))]);
    }

    private static ColumnRule Rule(JsonElement feature, double types, double domain)
    {
        string type = feature.TryGetProperty("inferred_type", out JsonElement inferred) ? inferred.GetString() ?? "" : "";
        bool numeric = type is "Integral" or "Fractional";
        bool nonNegative = feature.TryGetProperty("num_constraints", out JsonElement numbers) && numbers.TryGetProperty("is_non_negative", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;
        return new ColumnRule
        {
            Name = feature.GetProperty("name").GetString()!,
            Kind = numeric ? FeatureKind.Numeric : FeatureKind.Categorical,
            MaximumMissing = 1 - (SchemaJson.Number(feature, "completeness") ?? 0),
            MaximumTypeChanges = types,
            Minimum = nonNegative ? 0 : null,
            MaximumOutOfRange = 0,
            Categories = Domains(feature),
            MaximumUnseen = domain,
        };
    }

    private static ImmutableArray<string>? Domains(JsonElement feature) =>
        feature.TryGetProperty("string_constraints", out JsonElement texts) && texts.TryGetProperty("domains", out JsonElement domains) && domains.ValueKind == JsonValueKind.Array
            ? [.. domains.EnumerateArray().Select(static name => name.GetString()!)]
            : null;

    private static double Threshold(JsonElement config, string name) =>
        config.ValueKind == JsonValueKind.Object && SchemaJson.Number(config, name) is { } value ? Math.Clamp(value, 0, 1) : DefaultThreshold;
}
