using System.Text.Json;

namespace MLOps.Sdk.Drift.References.Imports;

/// <summary>Makes profiles of what other monitors wrote down, so that leaving them does not mean starting without a reference.</summary>
public static class ReferenceImport
{
    /// <summary>
    /// Reads a profile of this SDK, <c>statistics.json</c> of SageMaker Model Monitor, a whylogs profile view as JSON
    /// (<c>view.to_pandas().to_dict("index")</c>, at the top or under "columns"), or an Evidently report with column summaries.
    /// </summary>
    /// <param name="json">The text.</param>
    /// <param name="model">The model's name, where the text does not say it.</param>
    /// <returns>
    /// The profile. Of the others it is as coarse as they are: buckets and quantiles become cells, whose values are taken
    /// to lie in their middle; distances inside a cell are not seen.
    /// </returns>
    /// <exception cref="ReferenceException">The text is none of these, or holds no column that can be watched.</exception>
    public static ReferenceProfile Read(string json, string model)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("format", out _))
                return ReferenceProfile.Parse(json);

            List<SignalReference> signals = [.. Signals(root)];
            return signals.Count > 0
                ? new ReferenceProfile(model, signals.Max(static signal => signal.Numeric?.Counter.Rows ?? signal.Categorical!.Counter.Rows), signals)
                : throw new ReferenceException("No column with a distribution was found. Known are profiles of this SDK, statistics.json of SageMaker Model Monitor, whylogs profile views and Evidently column summaries, as JSON.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new ReferenceException($"This is not a reference that can be imported: {fault.Message}", fault);
        }
    }

    private static IEnumerable<SignalReference> Signals(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return [];
        if (root.TryGetProperty("features", out JsonElement features) && features.ValueKind == JsonValueKind.Array)
            return SageMakerStatistics.Read(features);
        if (root.TryGetProperty("metrics", out JsonElement metrics) && metrics.ValueKind == JsonValueKind.Array)
            return EvidentlySummaries.Read(metrics);
        return WhylogsColumns.Read(root.TryGetProperty("columns", out JsonElement columns) ? columns : root);
    }
}
