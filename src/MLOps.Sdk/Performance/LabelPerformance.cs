using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Performance;

/// <summary>How well labels were predicted.</summary>
/// <param name="Rows">Rows with both labels.</param>
/// <param name="Unscored">Rows left out because one of the labels is missing.</param>
/// <param name="Classes">The labels, those of most rows first; beyond <see cref="MostLabels"/> they are one, <see cref="OtherLabels"/>.</param>
/// <param name="Accuracy">The share that was right, with Wilson's interval.</param>
/// <param name="MacroF1">F1 with every class counting alike, with a bootstrap interval.</param>
/// <param name="WeightedF1">F1 weighted by the classes' rows, with a bootstrap interval.</param>
/// <param name="Confusion">The matrix, in the order of the classes; null with fewer than two.</param>
public sealed record LabelPerformance(
    long Rows, long Unscored, IReadOnlyList<string> Classes, Estimate Accuracy, Estimate MacroF1, Estimate WeightedF1, ConfusionMatrix? Confusion)
{
    /// <summary>The most labels that are told apart: 100.</summary>
    public const int MostLabels = 100;

    /// <summary>What stands for all labels beyond the most.</summary>
    public const string OtherLabels = "(other)";

    private const int Resamples = 200;

    /// <summary>The figures of pairs of labels.</summary>
    public static LabelPerformance Of(IReadOnlyCollection<(string? Actual, string? Predicted)> pairs, double level = Estimate.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        (string Actual, string Predicted)[] known = [.. pairs.Where(static pair => pair is { Actual: not null, Predicted: not null }).Select(static pair => (pair.Actual!, pair.Predicted!))];
        string[] labels = [.. known.SelectMany(static pair => new[] { pair.Actual, pair.Predicted }).CountBy(static label => label)
            .OrderByDescending(static count => count.Value).ThenBy(static count => count.Key, StringComparer.Ordinal).Select(static count => count.Key)];
        string[] classes = labels.Length <= MostLabels ? labels : [.. labels.Take(MostLabels), OtherLabels];
        long right = known.LongCount(static pair => pair.Actual == pair.Predicted);
        Estimate accuracy = Intervals.Wilson(right, known.Length, level);
        if (classes.Length < 2)
            return new LabelPerformance(known.Length, pairs.Count - known.Length, classes, accuracy, Estimate.Unknown, Estimate.Unknown, null);

        Dictionary<string, int> places = labels.Select((label, i) => (label, i)).ToDictionary(static pair => pair.label, pair => Math.Min(pair.i, classes.Length - 1), StringComparer.Ordinal);
        var matrix = new ConfusionMatrix(classes.Length);
        foreach ((string actual, string predicted) in known)
            matrix.Add(places[actual], places[predicted]);
        return new LabelPerformance(
            known.Length, pairs.Count - known.Length, classes, accuracy,
            matrix.Bootstrap(static m => m.F1(Averaging.Macro), seed: 1, level, Resamples),
            matrix.Bootstrap(static m => m.F1(Averaging.Weighted), seed: 1, level, Resamples), matrix);
    }
}
