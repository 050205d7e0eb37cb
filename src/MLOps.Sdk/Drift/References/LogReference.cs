using System.Runtime.CompilerServices;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.References;

/// <summary>Builds references from a stretch of the log: calls that the model answered, whoever was given the answer.</summary>
public static class LogReference
{
    /// <summary>Reads all pages of a query.</summary>
    /// <param name="schema">The model's features.</param>
    /// <param name="log">The log.</param>
    /// <param name="query">Which predictions; the model's name, the page size and the place are set here.</param>
    /// <param name="options">How the values are cut into cells, or null for the defaults.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ReferenceException">Nothing matches, or a feature was logged as another kind.</exception>
    public static ValueTask<ReferenceProfile> ReadAsync(
        ModelSchema schema, IPredictionLog log, PredictionQuery query, ReferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(schema, PagesAsync(log, query with { Model = schema.Name }, cancellationToken), options, cancellationToken);
    }

    /// <summary>Reads predictions; those that failed or were cancelled are passed over.</summary>
    /// <exception cref="ReferenceException">There are none, or a feature was logged as another kind.</exception>
    public static async ValueTask<ReferenceProfile> ReadAsync(
        ModelSchema schema, IAsyncEnumerable<LoggedPrediction> predictions, ReferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(predictions);
        var builder = new ReferenceBuilder(schema, options);
        double[] numbers = new double[schema.NumericCount];
        string?[] categories = new string?[schema.CategoricalCount];
        await foreach (LoggedPrediction prediction in predictions.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (prediction.Status != PredictionStatus.Ok)
                continue;

            foreach (FeatureDeclaration feature in schema.Features)
                Take(prediction, feature, numbers, categories);
            builder.Add(numbers, categories, prediction.Output ?? double.NaN, prediction.OutputLabel);
        }

        return builder.Rows > 0
            ? builder.Build()
            : throw new ReferenceException($"No answered prediction of model '{schema.Name}' matches. Widen the stretch of the log that is to be the reference.");
    }

    private static void Take(LoggedPrediction prediction, FeatureDeclaration feature, double[] numbers, string?[] categories)
    {
        object? value = prediction.Features.GetValueOrDefault(feature.Name);
        bool numeric = feature.Kind == FeatureKind.Numeric;
        if (numeric && value is double or null)
            numbers[feature.Slot] = value as double? ?? double.NaN;
        else if (!numeric && value is string or null)
            categories[feature.Slot] = value as string;
        else
            throw new ReferenceException($"Prediction {prediction.Id}: feature '{feature.Name}' was logged as '{value}', and is declared as {feature.Kind}. Take a stretch of the log that begins after the declaration changed.");
    }

    /// <summary>All predictions of a query.</summary>
    internal static async IAsyncEnumerable<LoggedPrediction> PagesAsync(
        IPredictionLog log, PredictionQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            PredictionPage page = await log.QueryAsync(query with { Limit = PredictionQuery.MaximumLimit, After = after }, cancellationToken).ConfigureAwait(false);
            foreach (LoggedPrediction prediction in page.Predictions)
                yield return prediction;
            after = page.Next;
        }
        while (after is not null);
    }
}
