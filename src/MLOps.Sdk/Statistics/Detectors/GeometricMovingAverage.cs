namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>
/// The geometric moving average (Roberts 1959) of the distances from the running mean: S ← α S + (1 − α)(x − mean), alarm
/// above λ. Increases only; λ is in the units of the data.
/// </summary>
public sealed class GeometricMovingAverage : ChangeDetector
{
    private readonly int _minInstances;
    private readonly double _threshold;
    private readonly double _alpha;
    private long _rows;
    private double _mean;
    private double _average;

    /// <summary>A detector with the published defaults.</summary>
    /// <param name="minInstances">Rows before the first test, 1 or more. Default 30.</param>
    /// <param name="threshold">λ, above 0. Default 1.</param>
    /// <param name="alpha">α: how much of the average is kept, above 0 and below 1. Default 0.99.</param>
    public GeometricMovingAverage(int minInstances = 30, double threshold = 1, double alpha = 0.99)
    {
        _minInstances = AtLeast(minInstances, 1, nameof(minInstances));
        _threshold = AtLeast(threshold, double.Epsilon, nameof(threshold));
        _alpha = Probability(alpha, nameof(alpha));
    }

    /// <inheritdoc />
    protected override ChangeSignal Next(double value)
    {
        _rows++;
        _mean += (value - _mean) / _rows;
        _average = (_alpha * _average) + ((1 - _alpha) * (value - _mean));
        return _rows >= _minInstances && _average > _threshold ? ChangeSignal.Drift : ChangeSignal.None;
    }

    /// <inheritdoc />
    protected override void Restart()
    {
        _rows = 0;
        _mean = 0;
        _average = 0;
    }
}
