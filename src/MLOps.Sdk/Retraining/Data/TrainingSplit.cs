using MLOps.Sdk.Offline;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Retraining.Data;

/// <summary>Where the log is cut: rows before <see cref="TrainTo"/> train, rows from <see cref="Cut"/> on are held out. All rows of one moment are on one side.</summary>
/// <param name="From">The start of the training data, inclusive; null: that of the log.</param>
/// <param name="Features">Names and kinds of the features, in declared order.</param>
/// <param name="TrainTo">The end of the training data, exclusive.</param>
/// <param name="Cut">The start of the hold-out.</param>
/// <param name="Predictions">The rows of the stretch, with and without a truth.</param>
/// <param name="TrainRows">Labelled rows that train.</param>
/// <param name="HoldOutRows">Labelled rows that are held out.</param>
internal sealed record TrainingSplit(
    DateTimeOffset? From, IReadOnlyList<(string Name, FeatureKind Kind)> Features, DateTimeOffset TrainTo, DateTimeOffset Cut, long Predictions, long TrainRows, long HoldOutRows)
{
    /// <summary>Reads the stretch once: the times of its labelled rows, and what its features are.</summary>
    /// <exception cref="RetrainingException">There are too few labelled rows on either side.</exception>
    public static async Task<TrainingSplit> FindAsync(IPredictionLog log, LogStretch stretch, TrainingDataOptions options, CancellationToken cancellationToken)
    {
        var times = new List<DateTimeOffset>();
        var features = new OrderedDictionary<string, FeatureKind>(StringComparer.Ordinal);
        long predictions = 0;
        await foreach (LoggedPrediction prediction in stretch.ReadAsync(log, cancellationToken).ConfigureAwait(false))
        {
            predictions++;
            if (double.IsNaN(Truth.Of(prediction, options.Labels)))
                continue;
            times.Add(prediction.Time);
            LogSchema.Add(features, prediction.Features);
        }

        if (times.Count == 0)
            throw new RetrainingException($"{stretch} has {predictions} answered predictions and the truth of none of them, so there is nothing to train on. Record outcomes (IOutcomeRecorder), or take a longer Data.Window.");
        if (features.ContainsKey(options.Label))
            throw new RetrainingException($"A feature of model '{stretch.Model}' is called '{options.Label}', as the column with the truth would be. Give that column another name (Data.Label).");

        DateTimeOffset? first = stretch.From;
        if (options.MaximumRows is { } most && times.Count > most)
        {
            first = times[^most];
            times.RemoveRange(0, times.Count - most);
        }

        DateTimeOffset cut = times[(int)Math.Min(times.Count - 1, (long)(times.Count * (1 - options.HoldOutShare)))];
        DateTimeOffset trainTo = cut - options.Gap;
        int train = times.Count(time => time < trainTo), held = times.Count(time => time >= cut);
        if (train < options.MinimumRows || held < options.MinimumRows)
            throw new RetrainingException($"{stretch} has {times.Count} rows whose truth is known: {train} to train on and {held} held out, and at least {options.MinimumRows} of each are needed. Wait for more outcomes, take a longer Data.Window, or lower Data.MinimumRows.");
        return new TrainingSplit(first, [.. features.Select(static feature => (feature.Key, feature.Value))], trainTo, cut, predictions, train, held);
    }
}
