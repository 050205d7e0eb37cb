using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Evaluation.Metrics;

/// <summary>
/// A figure of the confusion matrix without a formula for its interval: rows are counted by truth and what both models
/// said, and the counts are drawn again (seeded).
/// </summary>
internal sealed class ConfusionMetric(string name, Func<ConfusionCounts, double> figure) : EvaluationMetric(name, binaryOnly: true)
{
    private const int CandidateBit = 1, ChampionBit = 2, TruthBit = 4, Cells = 8;

    public override double ValueOf(Selection rows, EvaluatedModel model)
    {
        var counts = default(ConfusionCounts);
        foreach (int row in rows.Places)
            counts = counts.With(model.Predictions[row] >= EvaluationRows.Threshold, rows.Labels[row] == 1);
        return figure(counts);
    }

    public override Estimate Contrast(Selection rows, double factor, double level)
    {
        long[] counts = new long[Cells];
        double[] candidate = rows.Candidate.Predictions, champion = factor == 0 ? candidate : rows.Champion.Predictions;
        foreach (int row in rows.Places)
        {
            counts[(candidate[row] >= EvaluationRows.Threshold ? CandidateBit : 0)
                | (champion[row] >= EvaluationRows.Threshold ? ChampionBit : 0)
                | (rows.Labels[row] == 1 ? TruthBit : 0)]++;
        }

        return Bootstrap.OfCounts(counts, drawn =>
            figure(Side(drawn, CandidateBit)) - (factor == 0 ? 0 : factor * figure(Side(drawn, ChampionBit))), level: level, resamples: 2_000);
    }

    private static ConfusionCounts Side(ReadOnlySpan<long> counts, int bit)
    {
        var sum = default(ConfusionCounts);
        for (int cell = 0; cell < counts.Length; cell++)
        {
            sum = ((cell & bit) != 0, (cell & TruthBit) != 0) switch
            {
                (true, true) => sum with { TruePositives = sum.TruePositives + counts[cell] },
                (true, false) => sum with { FalsePositives = sum.FalsePositives + counts[cell] },
                (false, false) => sum with { TrueNegatives = sum.TrueNegatives + counts[cell] },
                _ => sum with { FalseNegatives = sum.FalseNegatives + counts[cell] },
            };
        }

        return sum;
    }
}
