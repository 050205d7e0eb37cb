namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>
/// HDDM-A (Frías-Blanco and others 2015): Hoeffding's bound on the mean of all rows against that of the prefix with the
/// lowest mean (and, two-sided, the highest). For losses between 0 and 1.
/// </summary>
/// <remarks>
/// With n rows of mean z and a prefix of k rows of mean x, alarm when z − x ≥ √(m ln(2/c) / 2), m = (n − k)/(n k). The
/// prefix is that of the lowest x + √(ln(1/c) / 2k).
/// </remarks>
public sealed class HddmA : ChangeDetector
{
    private readonly double _drift;
    private readonly double _warning;
    private readonly bool _twoSided;
    private RunningMean _all;
    private RunningMean _lowest;
    private RunningMean _highest;

    /// <summary>A detector with the published defaults.</summary>
    /// <param name="driftConfidence">c of a drift, above 0 and below 1. Default 0.001.</param>
    /// <param name="warningConfidence">c of a warning, above 0 and below 1. Default 0.005.</param>
    /// <param name="twoSided">Whether a falling mean is a drift as well. Default false.</param>
    public HddmA(double driftConfidence = 0.001, double warningConfidence = 0.005, bool twoSided = false)
    {
        _drift = Probability(driftConfidence, nameof(driftConfidence));
        _warning = Probability(warningConfidence, nameof(warningConfidence));
        _twoSided = twoSided;
    }

    /// <inheritdoc />
    protected override ChangeSignal Next(double value)
    {
        _all = _all.With(Bounded(value, "HDDM-A"));
        double bound = Bound(_all);
        if (_lowest.Rows == 0 || _lowest.Mean + Bound(_lowest) >= _all.Mean + bound)
            _lowest = _all;
        if (_highest.Rows == 0 || _highest.Mean - Bound(_highest) <= _all.Mean - bound)
            _highest = _all;

        if (Apart(_lowest, _all.Mean - _lowest.Mean, _drift) || (_twoSided && Apart(_highest, _highest.Mean - _all.Mean, _drift)))
            return ChangeSignal.Drift;
        return Apart(_lowest, _all.Mean - _lowest.Mean, _warning) || (_twoSided && Apart(_highest, _highest.Mean - _all.Mean, _warning))
            ? ChangeSignal.Warning
            : ChangeSignal.None;
    }

    /// <inheritdoc />
    protected override void Restart() => _all = _lowest = _highest = default;

    private double Bound(RunningMean part) => Math.Sqrt(Math.Log(1 / _drift) / (2.0 * part.Rows));

    private bool Apart(RunningMean prefix, double distance, double confidence)
    {
        if (prefix.Rows == _all.Rows)
            return false;

        double m = (double)(_all.Rows - prefix.Rows) / prefix.Rows / _all.Rows;
        return distance >= Math.Sqrt(m / 2 * Math.Log(2 / confidence));
    }

    private readonly record struct RunningMean(long Rows, double Mean)
    {
        public RunningMean With(double value) => new(Rows + 1, Mean + ((value - Mean) / (Rows + 1)));
    }
}
