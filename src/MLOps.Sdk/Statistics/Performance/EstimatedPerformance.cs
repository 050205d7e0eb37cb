namespace MLOps.Sdk.Statistics.Performance;

/// <summary>
/// How well a classifier probably does before any truth is known, from its calibrated probabilities (confidence-based
/// performance estimation): of the rows predicted positive with probability p, a share p is right.
/// </summary>
/// <remarks>
/// It holds as long as the probabilities are calibrated on the live rows: when inputs drift it follows, when the relation
/// of inputs to truth changes (concept drift) it is blind. Intervals hold the chance of which rows come true, given the
/// probabilities, and nothing else.
/// </remarks>
public sealed record EstimatedPerformance
{
    /// <summary>Rows with a probability.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows left out because they have none between 0 and 1.</summary>
    public required long Unscored { get; init; }

    /// <summary>Expected true positives: Σ p over the rows predicted positive.</summary>
    public required double TruePositives { get; init; }

    /// <summary>Expected false positives: Σ (1 − p) over the rows predicted positive.</summary>
    public required double FalsePositives { get; init; }

    /// <summary>Expected true negatives: Σ (1 − p) over the rows predicted negative.</summary>
    public required double TrueNegatives { get; init; }

    /// <summary>Expected false negatives: Σ p over the rows predicted negative.</summary>
    public required double FalseNegatives { get; init; }

    /// <summary>Expected accuracy.</summary>
    public required Estimate Accuracy { get; init; }

    /// <summary>Expected true positives over predicted positives.</summary>
    public required Estimate Precision { get; init; }

    /// <summary>Expected true positives over expected positives.</summary>
    public required double Recall { get; init; }

    /// <summary>2 TP / (2 TP + FP + FN) of the expected counts.</summary>
    public required double F1 { get; init; }

    /// <summary>The area under the ROC curve of rows that are positive with their probability.</summary>
    public required double Auc { get; init; }

    /// <summary>The figures of rows.</summary>
    /// <param name="probabilities">Calibrated, such as by <see cref="IsotonicCalibration"/>.</param>
    /// <param name="threshold">A probability of at least this is a positive prediction. Default 0.5.</param>
    /// <param name="level">The intervals' level. Default 0.95.</param>
    public static EstimatedPerformance Of(ReadOnlySpan<double> probabilities, double threshold = 0.5, double level = Estimate.DefaultLevel) =>
        Of(probabilities, probabilities, threshold, level);

    /// <summary>The figures of rows whose scores decide and whose calibrated probabilities are others.</summary>
    /// <param name="scores">A score of at least <paramref name="threshold"/> is a positive prediction.</param>
    /// <param name="probabilities">The calibrated probability of each.</param>
    /// <param name="threshold">Of the scores.</param>
    /// <param name="level">The intervals' level. Default 0.95.</param>
    public static EstimatedPerformance Of(ReadOnlySpan<double> scores, ReadOnlySpan<double> probabilities, double threshold, double level = Estimate.DefaultLevel)
    {
        Performance.Rows.RequireSameLength(scores.Length, probabilities.Length);
        double z = Intervals.NormalQuantile(level);
        double truePositives = 0, falsePositives = 0, trueNegatives = 0, falseNegatives = 0, spread = 0, spreadOfPositives = 0;
        long rows = 0, predicted = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double p = probabilities[i];
            if (double.IsNaN(scores[i]) || !(p is >= 0 and <= 1))
                continue;
            rows++;
            spread += p * (1 - p);
            if (scores[i] >= threshold)
            {
                predicted++;
                truePositives += p;
                falsePositives += 1 - p;
                spreadOfPositives += p * (1 - p);
            }
            else
            {
                falseNegatives += p;
                trueNegatives += 1 - p;
            }
        }

        return new EstimatedPerformance
        {
            Rows = rows,
            Unscored = scores.Length - rows,
            TruePositives = truePositives,
            FalsePositives = falsePositives,
            TrueNegatives = trueNegatives,
            FalseNegatives = falseNegatives,
            Accuracy = Share(truePositives + trueNegatives, rows, spread),
            Precision = Share(truePositives, predicted, spreadOfPositives),
            Recall = Ratio(truePositives, truePositives + falseNegatives),
            F1 = Ratio(2 * truePositives, (2 * truePositives) + falsePositives + falseNegatives),
            Auc = AreaOf(scores, probabilities),
        };

        Estimate Share(double sum, long of, double variance) => of == 0
            ? Estimate.Unknown
            : new Estimate(sum / of, Math.Max((sum - (z * Math.Sqrt(variance))) / of, 0), Math.Min((sum + (z * Math.Sqrt(variance))) / of, 1));
    }

    /// <summary>P(score of a positive above that of a negative), each row being positive by p and negative by 1 − p; a row is no pair with itself.</summary>
    private static double AreaOf(ReadOnlySpan<double> scores, ReadOnlySpan<double> probabilities)
    {
        var rows = new List<(double Score, double P)>(scores.Length);
        for (int i = 0; i < scores.Length; i++)
        {
            if (!double.IsNaN(scores[i]) && probabilities[i] is >= 0 and <= 1)
                rows.Add((scores[i], probabilities[i]));
        }

        rows.Sort(static (a, b) => a.Score.CompareTo(b.Score));
        double right = 0, pairs = 0, negativesBelow = 0, positives = 0, negatives = 0;
        for (int i = 0; i < rows.Count;)
        {
            int from = i;
            double tiedPositives = 0, tiedNegatives = 0, itself = 0;
            for (; i < rows.Count && rows[i].Score == rows[from].Score; i++)
            {
                tiedPositives += rows[i].P;
                tiedNegatives += 1 - rows[i].P;
                itself += rows[i].P * (1 - rows[i].P);
            }

            right += (tiedPositives * negativesBelow) + (0.5 * ((tiedPositives * tiedNegatives) - itself));
            pairs -= itself;
            negativesBelow += tiedNegatives;
            positives += tiedPositives;
            negatives += tiedNegatives;
        }

        return Ratio(right, pairs + (positives * negatives));
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : double.NaN;
}
