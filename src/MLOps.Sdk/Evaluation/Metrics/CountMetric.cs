using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Evaluation.Metrics;

/// <summary>A figure of these very rows, not of those they stand for: it has no sampling error.</summary>
internal sealed class CountMetric(string name, Func<Selection, EvaluatedModel, double> figure) : EvaluationMetric(name)
{
    public override double ValueOf(Selection rows, EvaluatedModel model) => figure(rows, model);

    public override Estimate Contrast(Selection rows, double factor, double level)
    {
        double value = figure(rows, rows.Candidate) - (factor == 0 ? 0 : factor * figure(rows, rows.Champion));
        return new Estimate(value, value, value);
    }
}
