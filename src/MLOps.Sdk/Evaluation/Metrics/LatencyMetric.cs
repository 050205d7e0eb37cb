using MathNet.Numerics.Distributions;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Evaluation.Metrics;

/// <summary>
/// A quantile of the time a row takes, in microseconds, with the order-statistic interval: ranks n q ± z √(n q (1 − q)).
/// Two models are compared as two samples, since what delays a call is not the row.
/// </summary>
internal sealed class LatencyMetric(string name, double quantile) : EvaluationMetric(name)
{
    public override string? Missing(EvaluatedModel model) => model.Microseconds is null ? "times were not measured" : null;

    public override double ValueOf(Selection rows, EvaluatedModel model) => Of(rows, model, Estimate.DefaultLevel).Value;

    public override Estimate Contrast(Selection rows, double factor, double level)
    {
        Estimate candidate = Of(rows, rows.Candidate, level);
        if (factor == 0)
            return candidate;
        Estimate champion = Of(rows, rows.Champion, level);
        return Intervals.Difference(candidate, new Estimate(factor * champion.Value, factor * champion.Low, factor * champion.High));
    }

    private Estimate Of(Selection rows, EvaluatedModel model, double level)
    {
        double[] sorted = Array.ConvertAll(rows.Places, row => model.Microseconds![row]);
        Array.Sort(sorted);
        if (sorted.Length == 0)
            return Estimate.Unknown;

        double centre = sorted.Length * quantile;
        double width = Normal.InvCDF(0, 1, (1 + level) / 2) * Math.Sqrt(centre * (1 - quantile));
        int low = (int)Math.Floor(centre - width) - 1, high = (int)Math.Ceiling(centre + width);

        // Too few rows to have seen the quantile's other side: that end is not known.
        return new Estimate(Quantiles.Of(sorted, quantile), low < 0 ? double.NaN : sorted[low], high >= sorted.Length ? double.NaN : sorted[high]);
    }
}
