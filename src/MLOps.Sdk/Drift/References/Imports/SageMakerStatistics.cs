using System.Text.Json;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.References.Imports;

/// <summary><c>statistics.json</c> of a baseline job of SageMaker Model Monitor: KLL buckets of numbers, counts of strings.</summary>
internal static class SageMakerStatistics
{
    public static IEnumerable<SignalReference> Read(JsonElement features)
    {
        foreach (JsonElement feature in features.EnumerateArray())
        {
            string name = feature.GetProperty("name").GetString()!;
            if (feature.TryGetProperty("numerical_statistics", out JsonElement numbers) && Numbers(numbers) is { } baseline)
                yield return SignalReference.Of(name, baseline);
            else if (feature.TryGetProperty("string_statistics", out JsonElement strings) && Strings(strings) is { } categories)
                yield return SignalReference.Of(name, categories);
        }
    }

    private static NumericBaseline? Numbers(JsonElement statistics)
    {
        if (!statistics.TryGetProperty("distribution", out JsonElement distribution) || !distribution.TryGetProperty("kll", out JsonElement kll)
            || !kll.TryGetProperty("buckets", out JsonElement buckets))
            return null;

        var bounds = new List<double>();
        var counts = new List<double>();
        foreach (JsonElement bucket in buckets.EnumerateArray())
        {
            if (bounds.Count == 0)
                bounds.Add(bucket.GetProperty("lower_bound").GetDouble());
            bounds.Add(bucket.GetProperty("upper_bound").GetDouble());
            counts.Add(bucket.GetProperty("count").GetDouble());
        }

        return new DistributionSketch(bounds, counts, Missing(statistics), ImportedJson.Number(statistics, "mean"), ImportedJson.Number(statistics, "std_dev")).ToBaseline();
    }

    private static CategoryBaseline? Strings(JsonElement statistics)
    {
        if (!statistics.TryGetProperty("distribution", out JsonElement distribution) || !distribution.TryGetProperty("categorical", out JsonElement categorical)
            || !categorical.TryGetProperty("buckets", out JsonElement buckets))
            return null;

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (JsonElement bucket in buckets.EnumerateArray())
            counts[bucket.GetProperty("value").GetString()!] = (long)bucket.GetProperty("count").GetDouble();
        return counts.Count > 0 ? CategoryBaseline.FromCounts(counts, Missing(statistics)) : null;
    }

    private static long Missing(JsonElement statistics) =>
        statistics.TryGetProperty("common", out JsonElement common) && ImportedJson.Number(common, "num_missing") is >= 0 and double missing ? (long)missing : 0;
}
