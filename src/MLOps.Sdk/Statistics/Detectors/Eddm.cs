namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>
/// EDDM (Baena-García and others 2006): the distances between errors, mean p and deviation s, as the share of the largest
/// p + 2 s so far. A warning below 0.95, a drift below 0.90. Errors only; sees slow changes, and is known for false alarms.
/// </summary>
public sealed class Eddm : ChangeDetector
{
    private readonly int _warmStart;
    private readonly double _warning;
    private readonly double _drift;
    private long _rows;
    private long _lastError;
    private long _errors;
    private double _mean;
    private double _squares;
    private double _largest;

    /// <summary>A detector with the published defaults.</summary>
    /// <param name="warmStart">Rows before the largest level is kept, and errors before the first test, 1 or more. Default 30.</param>
    /// <param name="alpha">The share below which is a warning, above 0 and below 1. Default 0.95.</param>
    /// <param name="beta">The share below which is a drift, above 0 and at most <paramref name="alpha"/>. Default 0.9.</param>
    public Eddm(int warmStart = 30, double alpha = 0.95, double beta = 0.9)
    {
        _warmStart = AtLeast(warmStart, 1, nameof(warmStart));
        _warning = Probability(alpha, nameof(alpha));
        _drift = Probability(beta, nameof(beta));
        if (beta > alpha)
            throw new ArgumentOutOfRangeException(nameof(beta), beta, $"A drift comes after a warning: beta must be at most alpha, which is {alpha}.");
    }

    /// <inheritdoc />
    protected override ChangeSignal Next(double value)
    {
        _rows++;
        if (!Error(value, nameof(Eddm)))
            return ChangeSignal.None;

        double distance = _rows - _lastError;
        _lastError = _rows;
        _errors++;
        double before = distance - _mean;
        _mean += before / _errors;
        _squares += before * (distance - _mean);
        if (_rows <= _warmStart)
            return ChangeSignal.None;

        double level = _mean + (2 * Math.Sqrt(_errors < 2 ? 0 : _squares / (_errors - 1)));
        if (level > _largest)
        {
            _largest = level;
            return ChangeSignal.None;
        }

        double share = level / _largest;
        return _errors <= _warmStart ? ChangeSignal.None
            : share < _drift ? ChangeSignal.Drift
            : share < _warning ? ChangeSignal.Warning
            : ChangeSignal.None;
    }

    /// <inheritdoc />
    protected override void Restart()
    {
        _rows = 0;
        _lastError = 0;
        _errors = 0;
        _mean = 0;
        _squares = 0;
        _largest = 0;
    }
}
