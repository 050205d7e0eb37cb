using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Offline;

/// <summary>Finds out which features a model's calls have, from what was logged.</summary>
public static class LogSchema
{
    /// <summary>How many rows are looked at: 1,000.</summary>
    public const int RowsLookedAt = 1_000;

    /// <summary>The features of the first rows of a stretch, in declared order; one that has a text anywhere is a category.</summary>
    /// <exception cref="ArgumentException">The stretch has no rows.</exception>
    public static async Task<ModelSchema> ReadAsync(IPredictionLog log, LogStretch stretch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stretch);
        var features = new OrderedDictionary<string, FeatureKind>(StringComparer.Ordinal);
        long rows = 0;
        await foreach (LoggedPrediction prediction in (stretch with { Limit = Math.Min(stretch.Limit ?? RowsLookedAt, RowsLookedAt) }).ReadAsync(log, cancellationToken).ConfigureAwait(false))
        {
            rows++;
            Add(features, prediction.Features);
        }

        return rows > 0
            ? new ModelSchema(stretch.Model, features.Select(static feature => (feature.Key, feature.Value)))
            : throw new ArgumentException($"There are no answered predictions in {stretch}. Check the model's name and the times ('modelops status' says what the store holds).", nameof(stretch));
    }

    internal static void Add(OrderedDictionary<string, FeatureKind> features, IReadOnlyDictionary<string, object?> row)
    {
        foreach ((string name, object? value) in row)
        {
            if (value is string)
                features[name] = FeatureKind.Categorical;
            else
                features.TryAdd(name, FeatureKind.Numeric);
        }
    }
}
