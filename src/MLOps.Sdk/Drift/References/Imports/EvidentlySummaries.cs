using System.Text.Json;

namespace MLOps.Sdk.Drift.References.Imports;

/// <summary>Column summaries of an Evidently report: quartiles and extremes of the reference, or of the current data where there is none.</summary>
internal static class EvidentlySummaries
{
    private static readonly (string Key, double Probability)[] Quantiles = [("min", 0), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("max", 1)];

    public static IEnumerable<SignalReference> Read(JsonElement metrics)
    {
        foreach (JsonElement metric in metrics.EnumerateArray())
        {
            if (!metric.TryGetProperty("result", out JsonElement result) || result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("column_name", out JsonElement name))
                continue;
            if (Characteristics(result) is not { } column)
                continue;

            (double Probability, double Value)[] quantiles = [.. Quantiles.Select(quantile => (quantile.Probability, ImportedJson.Number(column, quantile.Key))).Where(static quantile => double.IsFinite(quantile.Item2))];
            double count = ImportedJson.Number(column, "count");
            double missing = ImportedJson.Number(column, "missing");
            if (quantiles.Length < 2 || !(count >= 1))
                continue;
            if (DistributionSketch.FromQuantiles(quantiles, (long)count, missing >= 0 ? (long)missing : 0, ImportedJson.Number(column, "mean"), ImportedJson.Number(column, "std")).ToBaseline() is { } baseline)
                yield return SignalReference.Of(name.GetString()!, baseline);
        }
    }

    private static JsonElement? Characteristics(JsonElement result)
    {
        foreach (string side in (string[])["reference_characteristics", "current_characteristics"])
        {
            if (result.TryGetProperty(side, out JsonElement column) && column.ValueKind == JsonValueKind.Object)
                return column;
        }

        return null;
    }
}
