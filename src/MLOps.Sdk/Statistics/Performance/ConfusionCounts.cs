namespace MLOps.Sdk.Statistics.Performance;

/// <summary>
/// How often two classes were told apart: counts that add up over windows, versions and replicas. A share of nothing
/// (precision where nothing was predicted positive) is NaN: unknown, not 0.
/// </summary>
/// <param name="TruePositives">Predicted positive, and they were.</param>
/// <param name="FalsePositives">Predicted positive, and they were not.</param>
/// <param name="TrueNegatives">Predicted negative, and they were.</param>
/// <param name="FalseNegatives">Predicted negative, and they were not.</param>
public readonly record struct ConfusionCounts(long TruePositives, long FalsePositives, long TrueNegatives, long FalseNegatives)
{
    /// <summary>All rows.</summary>
    public long Rows => TruePositives + FalsePositives + TrueNegatives + FalseNegatives;

    /// <summary>Rows whose truth is positive.</summary>
    public long Positives => TruePositives + FalseNegatives;

    /// <summary>Rows whose truth is negative.</summary>
    public long Negatives => TrueNegatives + FalsePositives;

    /// <summary>Rows that were predicted positive.</summary>
    public long PredictedPositives => TruePositives + FalsePositives;

    /// <summary>(TP + TN) / rows.</summary>
    public double Accuracy => Share(TruePositives + TrueNegatives, Rows);

    /// <summary>TP / (TP + FP).</summary>
    public double Precision => Share(TruePositives, PredictedPositives);

    /// <summary>TP / (TP + FN); also sensitivity, true positive rate.</summary>
    public double Recall => Share(TruePositives, Positives);

    /// <summary>TN / (TN + FP).</summary>
    public double Specificity => Share(TrueNegatives, Negatives);

    /// <summary>FP / (FP + TN).</summary>
    public double FalsePositiveRate => Share(FalsePositives, Negatives);

    /// <summary>2 TP / (2 TP + FP + FN).</summary>
    public double F1 => Share(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>Predicted positives / rows.</summary>
    public double SelectionRate => Share(PredictedPositives, Rows);

    /// <summary>Positives / rows.</summary>
    public double LabelRate => Share(Positives, Rows);

    /// <summary>The mean of recall and specificity.</summary>
    public double BalancedAccuracy => (Recall + Specificity) / 2;

    /// <summary>Matthews' correlation of prediction and truth, −1 to 1; NaN when either is constant.</summary>
    public double MatthewsCorrelation
    {
        get
        {
            double scale = Math.Sqrt((double)PredictedPositives * Positives) * Math.Sqrt((double)Negatives * (TrueNegatives + FalseNegatives));
            double covariance = ((double)TruePositives * TrueNegatives) - ((double)FalsePositives * FalseNegatives);
            return scale == 0 ? double.NaN : Math.Clamp(covariance / scale, -1, 1);
        }
    }

    /// <summary>These counts and one more row.</summary>
    public ConfusionCounts With(bool predicted, bool actual) => (predicted, actual) switch
    {
        (true, true) => this with { TruePositives = TruePositives + 1 },
        (true, false) => this with { FalsePositives = FalsePositives + 1 },
        (false, false) => this with { TrueNegatives = TrueNegatives + 1 },
        (false, true) => this with { FalseNegatives = FalseNegatives + 1 },
    };

    /// <summary>The sum of both.</summary>
    public ConfusionCounts Plus(ConfusionCounts other) => new(
        TruePositives + other.TruePositives, FalsePositives + other.FalsePositives,
        TrueNegatives + other.TrueNegatives, FalseNegatives + other.FalseNegatives);

    /// <summary>What there was before <paramref name="other"/> was added.</summary>
    public ConfusionCounts Minus(ConfusionCounts other) => new(
        TruePositives - other.TruePositives, FalsePositives - other.FalsePositives,
        TrueNegatives - other.TrueNegatives, FalseNegatives - other.FalseNegatives);

    /// <summary><see cref="Accuracy"/> with Wilson's interval.</summary>
    public Estimate EstimateAccuracy(double level = Estimate.DefaultLevel) => Intervals.Wilson(TruePositives + TrueNegatives, Rows, level);

    /// <summary><see cref="Precision"/> with Wilson's interval.</summary>
    public Estimate EstimatePrecision(double level = Estimate.DefaultLevel) => Intervals.Wilson(TruePositives, PredictedPositives, level);

    /// <summary><see cref="Recall"/> with Wilson's interval.</summary>
    public Estimate EstimateRecall(double level = Estimate.DefaultLevel) => Intervals.Wilson(TruePositives, Positives, level);

    /// <summary><see cref="FalsePositiveRate"/> with Wilson's interval.</summary>
    public Estimate EstimateFalsePositiveRate(double level = Estimate.DefaultLevel) => Intervals.Wilson(FalsePositives, Negatives, level);

    /// <summary><see cref="SelectionRate"/> with Wilson's interval.</summary>
    public Estimate EstimateSelectionRate(double level = Estimate.DefaultLevel) => Intervals.Wilson(PredictedPositives, Rows, level);

    /// <summary>
    /// <see cref="F1"/> with an interval: F1 = 2 J / (1 + J) rises with J = TP / (TP + FP + FN), a share whose interval
    /// is Wilson's.
    /// </summary>
    public Estimate EstimateF1(double level = Estimate.DefaultLevel)
    {
        Estimate jaccard = Intervals.Wilson(TruePositives, TruePositives + FalsePositives + FalseNegatives, level);
        return new Estimate(F1, Fold(jaccard.Low), Fold(jaccard.High));

        static double Fold(double share) => 2 * share / (1 + share);
    }

    private static double Share(long part, long whole) => whole > 0 ? (double)part / whole : double.NaN;
}
