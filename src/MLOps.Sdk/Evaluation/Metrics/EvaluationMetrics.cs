using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Evaluation.Metrics;

/// <summary>The metrics that rules can name.</summary>
internal static class EvaluationMetrics
{
    private static readonly EvaluationMetric[] All =
    [
        new MeanMetric("accuracy", static (rows, model, row) => IsRight(rows, model, row) ? 1 : 0),
        new MeanMetric("recall", static (rows, model, row) => rows.Labels[row] == 1 ? IsRight(rows, model, row) ? 1 : 0 : double.NaN, binaryOnly: true),
        new MeanMetric("specificity", static (rows, model, row) => rows.Labels[row] == 0 ? IsRight(rows, model, row) ? 1 : 0 : double.NaN, binaryOnly: true),
        new MeanMetric("positive_rate", static (rows, model, row) => model.Predictions[row] >= EvaluationRows.Threshold ? 1 : 0, binaryOnly: true),
        new ConfusionMetric("precision", static counts => counts.Precision),
        new ConfusionMetric("f1", static counts => counts.F1),
        new ConfusionMetric("balanced_accuracy", static counts => counts.BalancedAccuracy),
        new ConfusionMetric("matthews", static counts => counts.MatthewsCorrelation),
        new AreaMetric(),
        new MeanMetric("log_loss", static (rows, model, row) => ProbabilityLosses.Log(model.Predictions[row], rows.Labels[row] == 1), binaryOnly: true),
        new MeanMetric("brier", static (rows, model, row) => ProbabilityLosses.Brier(model.Predictions[row], rows.Labels[row] == 1), binaryOnly: true),
        new MeanMetric("mae", static (rows, model, row) => Math.Abs(Error(rows, model, row))),
        new MeanMetric("mse", static (rows, model, row) => Error(rows, model, row) * Error(rows, model, row)),
        new MeanMetric("bias", Error),
        new ResampledMetric("rmse", RootMeanSquare),
        new ResampledMetric("r2", Determination),
        new MeanMetric("cost", static (_, model, row) => model.Costs![row], missing: static model => model.Costs is null ? "no price is known" : null),
        new MeanMetric("latency_mean", static (_, model, row) => model.Microseconds![row], missing: static model => model.Microseconds is null ? "times were not measured" : null),
        new LatencyMetric("latency_p50", 0.50),
        new LatencyMetric("latency_p95", 0.95),
        new LatencyMetric("latency_p99", 0.99),
        new CountMetric("rows", static (rows, _) => rows.Places.Length),
        new CountMetric("failed", static (rows, model) => rows.Places.Count(row => !double.IsFinite(model.Predictions[row]))),
    ];

    public static IEnumerable<string> Names => All.Select(static metric => metric.Name);

    public static EvaluationMetric? Find(string name) => Array.Find(All, metric => metric.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsRight(EvaluationRows rows, EvaluatedModel model, int row)
    {
        double prediction = model.Predictions[row];
        if (double.IsNaN(prediction))
            return false;
        return rows.IsBinary ? prediction >= EvaluationRows.Threshold == (rows.Labels[row] == 1) : prediction == rows.Labels[row];
    }

    private static double Error(EvaluationRows rows, EvaluatedModel model, int row) => model.Predictions[row] - rows.Labels[row];

    private static double RootMeanSquare(double[] labels, double[] predictions, ReadOnlySpan<int> places) => Math.Sqrt(SquaredErrors(labels, predictions, places) / places.Length);

    private static double Determination(double[] labels, double[] predictions, ReadOnlySpan<int> places)
    {
        double mean = 0, squares = 0;
        foreach (int row in places)
            mean += labels[row] / places.Length;
        foreach (int row in places)
            squares += (labels[row] - mean) * (labels[row] - mean);
        return squares > 0 ? 1 - (SquaredErrors(labels, predictions, places) / squares) : double.NaN;
    }

    private static double SquaredErrors(double[] labels, double[] predictions, ReadOnlySpan<int> places)
    {
        double squares = 0;
        foreach (int row in places)
            squares += (predictions[row] - labels[row]) * (predictions[row] - labels[row]);
        return squares;
    }
}
