using MLOps.Sdk.Statistics.Performance;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Performance;

/// <summary>
/// How well the rows without truth probably did, learned from those with it. Blind for a change of the relation of inputs
/// to truth.
/// </summary>
/// <param name="Rows">The rows without truth.</param>
/// <param name="LearnedFrom">The rows with it.</param>
/// <param name="Calibrated">Whether the scores were calibrated first: where that lowers the calibration error of rows it was not fitted to.</param>
/// <param name="Classification">Of two classes (confidence-based performance estimation), or null.</param>
/// <param name="Mae">The mean absolute error of predicted numbers (direct loss estimation), or NaN.</param>
public sealed record PerformanceForecast(long Rows, long LearnedFrom, bool Calibrated, EstimatedPerformance? Classification, double Mae)
{
    /// <summary>The fewest rows with truth that something is learned from: 100.</summary>
    public const int FewestLabelled = 100;

    /// <summary>The forecast; null when there is nothing to tell, too little to learn from, or labels are predicted.</summary>
    public static PerformanceForecast? Of(IReadOnlyList<JoinedOutcome> rows, PerformanceTask task, double threshold = 0.5, double level = Estimate.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(rows);
        JoinedOutcome[] known = [.. rows.Where(row => row is { Answered: true, IsLabelled: true } && double.IsFinite(row.Output) && IsTruth(row, task))];
        double[] open = [.. rows.Where(static row => row is { Answered: true, IsLabelled: false } && double.IsFinite(row.Output)).Select(static row => row.Output)];
        if (known.Length < FewestLabelled || open.Length == 0)
            return null;

        double[] outputs = [.. known.Select(static row => row.Output)];
        if (task == PerformanceTask.Regression)
        {
            double[] losses = [.. known.Select(static row => Math.Min(Math.Abs(row.Output - row.Value), double.MaxValue))];
            LossEstimator estimator = LossEstimator.Fit([outputs], losses);
            return new PerformanceForecast(open.Length, known.Length, false, null, open.Average(output => estimator.Of([output])));
        }

        bool[] labels = [.. known.Select(static row => PerformanceFigures.Positive(row)!.Value)];
        bool calibrate = CalibrationHelps(outputs, labels);
        double[] probabilities = calibrate ? IsotonicCalibration.Fit(outputs, labels).Of(open) : open;
        return new PerformanceForecast(open.Length, known.Length, calibrate, EstimatedPerformance.Of(open, probabilities, threshold, level), double.NaN);
    }

    private static bool IsTruth(JoinedOutcome row, PerformanceTask task) => task switch
    {
        PerformanceTask.Classification => PerformanceFigures.Positive(row) is not null,
        PerformanceTask.Regression => double.IsFinite(row.Value),
        _ => false,
    };

    /// <summary>Fitted to every second row, looked at on the others.</summary>
    private static bool CalibrationHelps(double[] scores, bool[] labels)
    {
        IsotonicCalibration calibration = IsotonicCalibration.Fit([.. scores.Where(static (_, i) => i % 2 == 0)], [.. labels.Where(static (_, i) => i % 2 == 0)]);
        var raw = new ReliabilityBins();
        var calibrated = new ReliabilityBins();
        for (int i = 1; i < scores.Length; i += 2)
        {
            if (!raw.Add(scores[i], labels[i]))
                return true; // scores that are no probabilities
            calibrated.Add(calibration.Of(scores[i]), labels[i]);
        }

        return calibrated.ExpectedCalibrationError().Value < raw.ExpectedCalibrationError().Value;
    }
}
