using MLOps.Sdk.Statistics.Performance;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Performance;

/// <summary>How well predictions did, as what they are; the others are null.</summary>
/// <param name="Classification">Of two classes.</param>
/// <param name="Regression">Of numbers.</param>
/// <param name="Labels">Of several classes.</param>
public sealed record PerformanceFigures(ClassificationPerformance? Classification, RegressionPerformance? Regression, LabelPerformance? Labels)
{
    /// <summary>What joined rows are, when nothing is said: see <see cref="PerformanceTask.Auto"/>.</summary>
    public static PerformanceTask TaskOf(IEnumerable<JoinedOutcome> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        PerformanceTask task = PerformanceTask.Classification;
        foreach (JoinedOutcome row in rows)
        {
            if (!row.IsLabelled || Positive(row) is not null)
                continue;
            if (double.IsNaN(row.Value))
                return PerformanceTask.Labels;
            task = PerformanceTask.Regression;
        }

        return task;
    }

    /// <summary>The figures of the answered rows whose truth is known.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="task">What they are; <see cref="PerformanceTask.Auto"/> finds out.</param>
    /// <param name="threshold">An output of at least this is a positive prediction. Default 0.5.</param>
    /// <param name="level">The intervals' level. Default 0.95.</param>
    public static PerformanceFigures Of(
        IReadOnlyCollection<JoinedOutcome> rows, PerformanceTask task = PerformanceTask.Auto, double threshold = 0.5, double level = Estimate.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(rows);
        JoinedOutcome[] known = [.. rows.Where(static row => row.Answered && row.IsLabelled)];
        switch (task == PerformanceTask.Auto ? TaskOf(known) : task)
        {
            case PerformanceTask.Regression:
                return new(null, RegressionPerformance.Of(Outputs(known), [.. known.Select(static row => row.Value)], level: level), null);
            case PerformanceTask.Labels:
                return new(null, null, LabelPerformance.Of([.. known.Select(static row => (row.Label, row.OutputLabel))], level));
            default:
                JoinedOutcome[] classed = [.. known.Where(static row => Positive(row) is not null)];
                return new(ClassificationPerformance.Of(Outputs(classed), [.. classed.Select(static row => Positive(row)!.Value)], threshold, level), null, null);
        }
    }

    /// <summary>Whether the truth is the positive class; null when it is neither.</summary>
    internal static bool? Positive(JoinedOutcome row) => row.Value switch
    {
        0 => false,
        1 => true,
        _ => row.Label switch
        {
            "true" => true,
            "false" => false,
            _ => null,
        },
    };

    private static double[] Outputs(JoinedOutcome[] rows) => [.. rows.Select(static row => row.Output)];
}
