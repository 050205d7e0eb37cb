using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.References.Imports;

/// <summary>Columns of a whylogs profile view: quantiles of numbers ("distribution/q_05"), frequent strings.</summary>
internal static class WhylogsColumns
{
    private const string Quantile = "distribution/q_";

    public static IEnumerable<SignalReference> Read(JsonElement columns)
    {
        if (columns.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (JsonProperty column in columns.EnumerateObject())
        {
            if (column.Value.ValueKind != JsonValueKind.Object)
                continue;
            if (Numbers(column.Value) is { } baseline)
                yield return SignalReference.Of(column.Name, baseline);
            else if (Strings(column.Value) is { } categories)
                yield return SignalReference.Of(column.Name, categories);
        }
    }

    private static NumericBaseline? Numbers(JsonElement column)
    {
        var quantiles = new List<(double Probability, double Value)>();
        foreach (JsonProperty entry in column.EnumerateObject())
        {
            if (!entry.Name.StartsWith(Quantile, StringComparison.Ordinal) || entry.Value.ValueKind != JsonValueKind.Number)
                continue;
            string rest = entry.Name[Quantile.Length..];
            if (rest == "median")
                quantiles.Add((0.5, entry.Value.GetDouble()));
            else if (int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int percent))
                quantiles.Add((percent / 100.0, entry.Value.GetDouble()));
        }

        double least = ImportedJson.Number(column, "distribution/min");
        double greatest = ImportedJson.Number(column, "distribution/max");
        if (quantiles.Count == 0 || !double.IsFinite(least) || !double.IsFinite(greatest))
            return null;

        quantiles.AddRange([(0, least), (1, greatest)]);
        quantiles.Sort();
        return DistributionSketch.FromQuantiles(quantiles, (long)ImportedJson.Number(column, "distribution/n"), Missing(column), ImportedJson.Number(column, "distribution/mean"), ImportedJson.Number(column, "distribution/stddev")).ToBaseline();
    }

    private static CategoryBaseline? Strings(JsonElement column)
    {
        if (!column.TryGetProperty("frequent_items/frequent_strings", out JsonElement frequent) || frequent.ValueKind != JsonValueKind.Array)
            return null;

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (JsonElement item in frequent.EnumerateArray())
        {
            if (item.TryGetProperty("value", out JsonElement value) && value.ValueKind == JsonValueKind.String && item.TryGetProperty("est", out JsonElement count))
                counts[value.GetString()!] = (long)count.GetDouble();
        }

        return counts.Count > 0 ? CategoryBaseline.FromCounts(counts, Missing(column)) : null;
    }

    private static long Missing(JsonElement column) => ImportedJson.Number(column, "counts/null") is >= 0 and double missing ? (long)missing : 0;
}
