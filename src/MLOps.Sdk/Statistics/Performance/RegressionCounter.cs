using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Performance;

/// <summary>Counts how far predicted numbers are from the truth, in memory that does not grow, and adds up over windows and replicas. Single owner.</summary>
public sealed class RegressionCounter
{
    private Moments _errors;
    private Moments _absolute;
    private Moments _squares;
    private Moments _relative;
    private Moments _pinball;
    private Moments _labels;
    private Moments _predictions;

    /// <summary>An empty counter.</summary>
    /// <param name="quantile">What quantile is predicted, above 0 and below 1. Default 0.5.</param>
    public RegressionCounter(double quantile = 0.5)
    {
        Quantile = quantile is > 0 and < 1
            ? quantile
            : throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "A quantile lies above 0 and below 1, such as 0.5.");
    }

    /// <summary>What quantile is predicted.</summary>
    public double Quantile { get; }

    /// <summary>Rows counted.</summary>
    public long Rows => _errors.Count;

    /// <summary>Rows left out because prediction or truth is NaN or infinite.</summary>
    public long Unscored { get; private set; }

    /// <summary>The truth's population standard deviation; NaN for no rows.</summary>
    public double LabelDeviation => _labels.StandardDeviation;

    /// <summary>Takes in a row.</summary>
    public void Add(double prediction, double label)
    {
        if (!double.IsFinite(prediction) || !double.IsFinite(label))
        {
            Unscored++;
            return;
        }

        double error = Finite(prediction - label);
        Take(ref _errors, error);
        Take(ref _absolute, Math.Abs(error));
        Take(ref _squares, Finite(error * error));
        Take(ref _pinball, Finite(PinballLoss.Of(prediction, label, Quantile)));
        Take(ref _labels, label);
        Take(ref _predictions, prediction);
        if (label != 0)
            Take(ref _relative, Finite(Math.Abs(error / label)));
    }

    /// <summary>Takes in the rows of another.</summary>
    /// <exception cref="ArgumentException">It is of another quantile.</exception>
    public void Add(RegressionCounter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Quantile != Quantile)
            throw new ArgumentException($"Errors of quantile {other.Quantile} cannot be added to those of {Quantile}; count both at one quantile.", nameof(other));

        Unscored += other.Unscored;
        _errors.Add(other._errors);
        _absolute.Add(other._absolute);
        _squares.Add(other._squares);
        _relative.Add(other._relative);
        _pinball.Add(other._pinball);
        _labels.Add(other._labels);
        _predictions.Add(other._predictions);
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Unscored = 0;
        _errors = _absolute = _squares = _relative = _pinball = _labels = _predictions = default;
    }

    /// <summary>The figures so far, with intervals of a level; R² without one (it needs the rows: <see cref="RegressionPerformance.Of"/>).</summary>
    public RegressionPerformance Performance(double level = Estimate.DefaultLevel)
    {
        double rmse = Finite(double.Hypot(_errors.Mean, _errors.StandardDeviation));
        Estimate square = Mean(_squares);
        return new RegressionPerformance
        {
            Rows = Rows,
            Unscored = Unscored,
            Mae = Mean(_absolute),
            Rmse = new Estimate(rmse, Math.Min(Math.Sqrt(Math.Max(square.Low, 0)), rmse), Math.Max(Math.Sqrt(square.High), rmse)),
            Mape = Mean(_relative),
            R2 = Estimate.Point(Determination(rmse)),
            Bias = Mean(_errors),
            Pinball = Mean(_pinball),
            Quantile = Quantile,
            MeanPrediction = _predictions.Mean,
            MeanLabel = _labels.Mean,
        };

        Estimate Mean(Moments moments)
        {
            Estimate mean = Intervals.Mean(moments.Mean, moments.StandardDeviation, moments.Count, level);
            return new Estimate(mean.Value, Finite(mean.Low), Finite(mean.High));
        }
    }

    private double Determination(double rmse)
    {
        double deviation = LabelDeviation;
        if (!(deviation > 0))
            return double.NaN;

        double ratio = rmse / deviation;
        return Finite(1 - (ratio * ratio));
    }

    private static void Take(ref Moments moments, double value)
    {
        if (Math.Abs(value) <= Moments.Ordinary)
            moments.Add(value);
        else
            moments.AddHuge(value);
    }

    /// <summary>What is beyond a double is held at the largest one.</summary>
    private static double Finite(double value) => Math.Clamp(value, double.MinValue, double.MaxValue);
}
