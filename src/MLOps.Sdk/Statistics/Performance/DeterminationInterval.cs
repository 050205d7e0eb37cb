using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Performance;

/// <summary>
/// The interval of R² = 1 − A/B, A the mean square of the errors and B the truth's variance: a row moves it by
/// ((y − ȳ)² A/B − e²) / B (influence function, Hampel 1974), whose deviation over √n is the standard error.
/// </summary>
internal static class DeterminationInterval
{
    public static Estimate Of(RegressionPerformance performance, double labelDeviation, ReadOnlySpan<double> predictions, ReadOnlySpan<double> labels, double level)
    {
        if (!performance.R2.IsKnown || performance.Rows < 3)
            return performance.R2;

        // Errors and distances in units of the truth's deviation, so that squares neither overflow nor vanish.
        double ratio = performance.Rmse.Value / labelDeviation;
        double unexplained = ratio * ratio;
        var influence = default(Moments);
        for (int i = 0; i < predictions.Length; i++)
        {
            if (!double.IsFinite(predictions[i]) || !double.IsFinite(labels[i]))
                continue;
            double error = (predictions[i] - labels[i]) / labelDeviation;
            double distance = (labels[i] - performance.MeanLabel) / labelDeviation;
            double influenced = (distance * distance * unexplained) - (error * error);

            // Beyond this the interval is wider than any use of it.
            if (!(Math.Abs(influenced) <= Moments.Ordinary))
                return performance.R2;
            influence.Add(influenced);
        }

        double width = Intervals.NormalQuantile(level) * influence.StandardDeviation / Math.Sqrt(performance.Rows - 1);
        return new Estimate(performance.R2.Value, performance.R2.Value - width, Math.Min(performance.R2.Value + width, 1));
    }
}
