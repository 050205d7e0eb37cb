using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Performance;

/// <summary>How well several classes were told apart, each figure with its confidence interval. What is not known is NaN.</summary>
public sealed record MulticlassPerformance
{
    /// <summary>Rows with probabilities and a truth.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows left out of every figure because a probability of theirs is NaN or outside 0 to 1, or the truth is no class.</summary>
    public required long Unscored { get; init; }

    /// <summary>The confusion matrix; a row is predicted to be the first of its likeliest classes.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>The share that was right, with Wilson's interval.</summary>
    public required Estimate Accuracy { get; init; }

    /// <summary>F1 with every class counting alike, with a bootstrap interval.</summary>
    public required Estimate MacroF1 { get; init; }

    /// <summary>F1 weighted by the classes' rows, with a bootstrap interval.</summary>
    public required Estimate WeightedF1 { get; init; }

    /// <summary>The mean of −ln of the probability of the true class, with Student's interval.</summary>
    public required Estimate LogLoss { get; init; }

    /// <summary>The mean of Σ (probability − truth)² over the classes, 0 to 2, with Student's interval.</summary>
    public required Estimate Brier { get; init; }

    /// <summary>The mean over the classes of the area under the ROC curve of one class against the rest, where it is known.</summary>
    public required double MacroAuc { get; init; }

    /// <summary>The area of each class against the rest, with DeLong's interval.</summary>
    public required IReadOnlyList<Estimate> ClassAuc { get; init; }

    /// <summary>The figures of rows.</summary>
    /// <param name="probabilities">Row by row, one for each class.</param>
    /// <param name="labels">The true class of each row, from 0; anything else is left out and counted.</param>
    /// <param name="classes">2 to <see cref="ConfusionMatrix.MostClasses"/>.</param>
    /// <param name="level">The intervals' level, above 0 and below 1. Default 0.95.</param>
    /// <param name="seed">Of the bootstrap intervals.</param>
    public static MulticlassPerformance Of(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classes, double level = Estimate.DefaultLevel, ulong seed = 1)
    {
        var matrix = new ConfusionMatrix(classes);
        if ((long)labels.Length * classes != probabilities.Length)
            throw new ArgumentException($"{labels.Length} labels and {classes} classes need {(long)labels.Length * classes} probabilities; there are {probabilities.Length}.", nameof(probabilities));

        var logLosses = default(Moments);
        var brierLosses = default(Moments);
        var kept = new List<int>(labels.Length);
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<double> shares = probabilities.Slice(row * classes, classes);
            if ((uint)labels[row] >= (uint)classes || !AreProbabilities(shares))
                continue;
            kept.Add(row);
            matrix.Add(labels[row], Likeliest(shares));
            logLosses.Add(ProbabilityLosses.Log(shares[labels[row]], label: true));
            brierLosses.Add(SquaredDistance(shares, labels[row]));
        }

        Estimate[] areas = Areas(probabilities, labels, classes, kept, level);
        Estimate[] known = [.. areas.Where(static area => area.IsKnown)];
        return new MulticlassPerformance
        {
            Rows = kept.Count,
            Unscored = labels.Length - kept.Count,
            Confusion = matrix,
            Accuracy = matrix.EstimateAccuracy(level),
            MacroF1 = matrix.Bootstrap(static m => m.F1(Averaging.Macro), seed, level),
            WeightedF1 = matrix.Bootstrap(static m => m.F1(Averaging.Weighted), seed, level),
            LogLoss = Intervals.Mean(logLosses.Mean, logLosses.StandardDeviation, logLosses.Count, level),
            Brier = Intervals.Mean(brierLosses.Mean, brierLosses.StandardDeviation, brierLosses.Count, level),
            MacroAuc = known.Length == 0 ? double.NaN : known.Average(static area => area.Value),
            ClassAuc = areas,
        };
    }

    private static Estimate[] Areas(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> labels, int classes, List<int> kept, double level)
    {
        var areas = new Estimate[classes];
        double[] scores = new double[kept.Count];
        bool[] truths = new bool[kept.Count];
        for (int index = 0; index < classes; index++)
        {
            for (int i = 0; i < kept.Count; i++)
            {
                scores[i] = probabilities[(kept[i] * classes) + index];
                truths[i] = labels[kept[i]] == index;
            }

            areas[index] = RocAuc.Of(scores, truths, level);
        }

        return areas;
    }

    private static bool AreProbabilities(ReadOnlySpan<double> shares)
    {
        foreach (double share in shares)
        {
            if (!(share is >= 0 and <= 1))
                return false;
        }

        return true;
    }

    private static int Likeliest(ReadOnlySpan<double> shares)
    {
        int best = 0;
        for (int i = 1; i < shares.Length; i++)
        {
            if (shares[i] > shares[best])
                best = i;
        }

        return best;
    }

    private static double SquaredDistance(ReadOnlySpan<double> shares, int label)
    {
        double sum = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            double distance = shares[i] - (i == label ? 1 : 0);
            sum += distance * distance;
        }

        return sum;
    }
}
