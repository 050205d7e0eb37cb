using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Evaluation.Metrics;

/// <summary>A figure of labels and predictions whose interval comes from drawing the rows again (seeded), the same rows for both models.</summary>
internal sealed class ResampledMetric(string name, ResampledMetric.FigureOfPredictions figure) : EvaluationMetric(name)
{
    /// <summary>The figure of the rows at these places, of which one may come up several times.</summary>
    internal delegate double FigureOfPredictions(double[] labels, double[] predictions, ReadOnlySpan<int> places);

    public override double ValueOf(Selection rows, EvaluatedModel model) => figure(rows.Labels, model.Predictions, rows.Places);

    public override Estimate Contrast(Selection rows, double factor, double level)
    {
        int[] drawn = new int[rows.Places.Length];
        return Bootstrap.OfRows(rows.Places.Length, places =>
        {
            for (int i = 0; i < places.Length; i++)
                drawn[i] = rows.Places[places[i]];
            double candidate = figure(rows.Labels, rows.Candidate.Predictions, drawn);
            return factor == 0 ? candidate : candidate - (factor * figure(rows.Labels, rows.Champion.Predictions, drawn));
        }, level: level);
    }
}
