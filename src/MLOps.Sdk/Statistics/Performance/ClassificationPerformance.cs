namespace MLOps.Sdk.Statistics.Performance;

/// <summary>How well scores told two classes apart, each figure with its confidence interval. What is not known is NaN.</summary>
public sealed record ClassificationPerformance
{
    /// <summary>Rows with a score and a truth.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows left out of every figure because their score is NaN.</summary>
    public required long Unscored { get; init; }

    /// <summary>Scores outside 0 to 1: with any, log-loss, Brier and calibration are unknown, since scores are no probabilities.</summary>
    public required long NotProbabilities { get; init; }

    /// <summary>A score of at least this is a positive prediction.</summary>
    public required double Threshold { get; init; }

    /// <summary>The confusion matrix at the threshold.</summary>
    public required ConfusionCounts Confusion { get; init; }

    /// <summary>(TP + TN) / rows, with Wilson's interval.</summary>
    public required Estimate Accuracy { get; init; }

    /// <summary>TP / (TP + FP), with Wilson's interval.</summary>
    public required Estimate Precision { get; init; }

    /// <summary>TP / (TP + FN), with Wilson's interval.</summary>
    public required Estimate Recall { get; init; }

    /// <summary>2 TP / (2 TP + FP + FN); see <see cref="ConfusionCounts.EstimateF1"/>.</summary>
    public required Estimate F1 { get; init; }

    /// <summary>The area under the ROC curve, with DeLong's interval; see <see cref="RocAuc"/>.</summary>
    public required Estimate Auc { get; init; }

    /// <summary>The mean of <see cref="ProbabilityLosses.Log"/>, with Student's interval.</summary>
    public required Estimate LogLoss { get; init; }

    /// <summary>The mean of <see cref="ProbabilityLosses.Brier"/>, with Student's interval.</summary>
    public required Estimate Brier { get; init; }

    /// <summary>The expected calibration error; see <see cref="ReliabilityBins.ExpectedCalibrationError"/>.</summary>
    public required Estimate CalibrationError { get; init; }

    /// <summary>What came true of the predicted probabilities, lowest bin first.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>The mean score, with Student's interval.</summary>
    public required Estimate MeanScore { get; init; }

    /// <summary>The figures of rows; the area under the ROC curve is exact.</summary>
    /// <param name="scores">The probability of the positive class, or any score that rises with it.</param>
    /// <param name="labels">The truth, one for each score.</param>
    /// <param name="threshold">A score of at least this is a positive prediction. Default 0.5.</param>
    /// <param name="level">The intervals' level, above 0 and below 1. Default 0.95.</param>
    public static ClassificationPerformance Of(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, double threshold = 0.5, double level = Estimate.DefaultLevel)
    {
        Performance.Rows.RequireSameLength(scores.Length, labels.Length);
        var counter = new ClassificationCounter(threshold);
        for (int i = 0; i < scores.Length; i++)
            counter.Add(scores[i], labels[i]);
        return counter.Performance(level) with { Auc = RocAuc.Of(scores, labels, level) };
    }
}
