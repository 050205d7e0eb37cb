using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Evaluation.Metrics;

/// <summary>What one row contributes to a mean; NaN where it takes no part.</summary>
internal delegate double RowFigure(EvaluationRows rows, EvaluatedModel model, int row);

/// <summary>
/// A mean over rows. Two models are compared by the mean of the rows' differences with Student's interval: a paired
/// test, so the same rows say more than two samples would.
/// </summary>
internal sealed class MeanMetric(string name, RowFigure figure, bool binaryOnly = false, Func<EvaluatedModel, string?>? missing = null) : EvaluationMetric(name, binaryOnly)
{
    public override string? Missing(EvaluatedModel model) => missing?.Invoke(model);

    public override double ValueOf(Selection rows, EvaluatedModel model) => Mean(rows, row => figure(rows.All, model, row), Estimate.DefaultLevel).Value;

    public override Estimate Contrast(Selection rows, double factor, double level) => factor == 0
        ? Mean(rows, row => figure(rows.All, rows.Candidate, row), level)
        : Mean(rows, row => figure(rows.All, rows.Candidate, row) - (factor * figure(rows.All, rows.Champion, row)), level);

    private static Estimate Mean(Selection rows, Func<int, double> figure, double level)
    {
        // Welford: one pass, without cancellation.
        double mean = 0, squares = 0;
        long count = 0, right = 0, wrong = 0;
        foreach (int row in rows.Places)
        {
            double value = figure(row);
            if (double.IsNaN(value))
                continue;
            count++;
            right += value == 1 ? 1 : 0;
            wrong += value == 0 ? 1 : 0;
            double distance = value - mean;
            mean += distance / count;
            squares += distance * (value - mean);
        }

        // A share has an interval that knows where shares end.
        return count > 0 && right + wrong == count && right > 0
            ? Intervals.Wilson(right, count, level)
            : Intervals.Mean(mean, count == 0 ? 0 : Math.Sqrt(squares / count), count, level);
    }
}
