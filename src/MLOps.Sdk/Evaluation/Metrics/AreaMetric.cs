using MathNet.Numerics.Distributions;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Evaluation.Metrics;

/// <summary>
/// The area under the ROC curve; two models on the same rows are compared with the covariance of their placements
/// (DeLong, DeLong and Clarke-Pearson 1988).
/// </summary>
internal sealed class AreaMetric() : EvaluationMetric("auc", binaryOnly: true)
{
    public override double ValueOf(Selection rows, EvaluatedModel model) => RocAuc.Of(Scores(rows, model), Truths(rows)).Value;

    public override Estimate Contrast(Selection rows, double factor, double level)
    {
        bool[] truths = Truths(rows);
        double[] candidate = Scores(rows, rows.Candidate);
        if (factor == 0)
            return RocAuc.Of(candidate, truths, level);

        double[] first = Placements(candidate, truths, out double area);
        double[] second = Placements(Scores(rows, rows.Champion), truths, out double champion);
        double variance = 0;
        foreach (bool positive in (ReadOnlySpan<bool>)[true, false])
        {
            long count = truths.LongCount(truth => truth == positive);
            if (count < 2)
                return Estimate.Unknown;
            double squares = 0;
            for (int i = 0; i < truths.Length; i++)
            {
                double distance = first[i] - area - (factor * (second[i] - champion));
                squares += truths[i] == positive ? distance * distance : 0;
            }

            variance += squares / (count - 1) / count;
        }

        double difference = area - (factor * champion);
        double width = Normal.InvCDF(0, 1, (1 + level) / 2) * Math.Sqrt(variance);
        return new Estimate(difference, difference - width, difference + width);
    }

    /// <summary>Of each row the share of the other class that it is on the right side of, ties half; their mean over a class is the area.</summary>
    private static double[] Placements(double[] scores, bool[] truths, out double area)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort((double[])scores.Clone(), order);
        double positives = truths.Count(static truth => truth), negatives = truths.Length - positives;
        double[] placements = new double[scores.Length];
        double positivesBelow = 0, negativesBelow = 0, sum = 0;
        for (int from = 0; from < order.Length;)
        {
            int to = from;
            double positivesHere = 0, negativesHere = 0;
            for (; to < order.Length && scores[order[to]] == scores[order[from]]; to++)
            {
                positivesHere += truths[order[to]] ? 1 : 0;
                negativesHere += truths[order[to]] ? 0 : 1;
            }

            for (; from < to; from++)
            {
                bool positive = truths[order[from]];
                placements[order[from]] = positive
                    ? (negativesBelow + (negativesHere / 2)) / negatives
                    : (positives - positivesBelow - (positivesHere / 2)) / positives;
                sum += positive ? placements[order[from]] : 0;
            }

            positivesBelow += positivesHere;
            negativesBelow += negativesHere;
        }

        area = sum / positives;
        return placements;
    }

    // A row without a score ranks below all others: it finds no positive.
    private static double[] Scores(Selection rows, EvaluatedModel model) =>
        Array.ConvertAll(rows.Places, row => double.IsNaN(model.Predictions[row]) ? double.NegativeInfinity : model.Predictions[row]);

    private static bool[] Truths(Selection rows) => Array.ConvertAll(rows.Places, row => rows.Labels[row] == 1);
}
