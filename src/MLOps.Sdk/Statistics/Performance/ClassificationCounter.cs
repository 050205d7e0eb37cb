using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Performance;

/// <summary>
/// Counts how well scores tell two classes apart, in memory that does not grow, and adds up over windows and replicas.
/// All figures are exact but the area under the ROC curve, which has bounds. About 17 KB. Single owner.
/// </summary>
/// <param name="threshold">A score of at least this is a positive prediction. Default 0.5.</param>
public sealed class ClassificationCounter(double threshold = 0.5)
{
    private readonly ScoreHistogram _histogram = new();
    private readonly ReliabilityBins _reliability = new();
    private Moments _scores;
    private Moments _logLosses;
    private Moments _brierLosses;

    /// <summary>A score of at least this is a positive prediction.</summary>
    public double Threshold { get; } = double.IsNaN(threshold)
        ? throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A threshold is a number, such as 0.5.")
        : threshold;

    /// <summary>The confusion matrix so far.</summary>
    public ConfusionCounts Confusion { get; private set; }

    /// <summary>Rows left out because their score is NaN.</summary>
    public long Unscored { get; private set; }

    /// <summary>Scores outside 0 to 1.</summary>
    public long NotProbabilities { get; private set; }

    /// <summary>Takes in a row.</summary>
    /// <param name="score">The probability of the positive class, or any score that rises with it.</param>
    /// <param name="label">The truth.</param>
    public void Add(double score, bool label)
    {
        if (double.IsNaN(score))
        {
            Unscored++;
            return;
        }

        Confusion = Confusion.With(score >= Threshold, label);
        _histogram.Add(score, label);
        if (!_reliability.Add(score, label))
        {
            NotProbabilities++;
            return;
        }

        _scores.Add(score);
        _logLosses.Add(ProbabilityLosses.Log(score, label));
        _brierLosses.Add(ProbabilityLosses.Brier(score, label));
    }

    /// <summary>Takes in the rows of another.</summary>
    /// <exception cref="ArgumentException">It has another threshold.</exception>
    public void Add(ClassificationCounter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Threshold != Threshold)
            throw new ArgumentException($"Predictions at threshold {other.Threshold} cannot be added to those at {Threshold}; count both at one threshold.", nameof(other));

        Confusion = Confusion.Plus(other.Confusion);
        Unscored += other.Unscored;
        NotProbabilities += other.NotProbabilities;
        _histogram.Add(other._histogram);
        _reliability.Add(other._reliability);
        _scores.Add(other._scores);
        _logLosses.Add(other._logLosses);
        _brierLosses.Add(other._brierLosses);
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Confusion = default;
        Unscored = 0;
        NotProbabilities = 0;
        _histogram.Clear();
        _reliability.Clear();
        _scores = default;
        _logLosses = default;
        _brierLosses = default;
    }

    /// <summary>The figures so far, with intervals of a level.</summary>
    public ClassificationPerformance Performance(double level = Estimate.DefaultLevel)
    {
        bool probabilities = NotProbabilities == 0;
        return new ClassificationPerformance
        {
            Rows = Confusion.Rows,
            Unscored = Unscored,
            NotProbabilities = NotProbabilities,
            Threshold = Threshold,
            Confusion = Confusion,
            Accuracy = Confusion.EstimateAccuracy(level),
            Precision = Confusion.EstimatePrecision(level),
            Recall = Confusion.EstimateRecall(level),
            F1 = Confusion.EstimateF1(level),
            Auc = _histogram.Auc(level),
            LogLoss = probabilities ? Mean(_logLosses) : Estimate.Unknown,
            Brier = probabilities ? Mean(_brierLosses) : Estimate.Unknown,
            CalibrationError = probabilities ? _reliability.ExpectedCalibrationError(level) : Estimate.Unknown,
            Reliability = probabilities ? _reliability.Bins(level) : [],
            MeanScore = probabilities ? Mean(_scores) : Estimate.Unknown,
        };

        Estimate Mean(Moments moments) => Intervals.Mean(moments.Mean, moments.StandardDeviation, moments.Count, level);
    }
}
