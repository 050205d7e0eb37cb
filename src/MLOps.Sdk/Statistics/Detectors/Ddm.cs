namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>
/// DDM (Gama, Medas, Castillo and Rodrigues 2004): the running error rate p with deviation s = √(p (1 − p)/n) against
/// its lowest point. A warning above p_min + 2 s_min, a drift above p_min + 3 s_min. Errors only; increases only.
/// </summary>
/// <remarks>A normal approximation at each row; repeated looks are not accounted for. Slow changes are missed.</remarks>
public sealed class Ddm : ChangeDetector
{
    private readonly int _warmStart;
    private readonly double _warning;
    private readonly double _drift;
    private long _rows;
    private double _rate;
    private double _lowestRate;
    private double _lowestDeviation;
    private double _lowest;

    /// <summary>A detector with the published defaults.</summary>
    /// <param name="warmStart">Rows before the first test, 1 or more. Default 30.</param>
    /// <param name="warningThreshold">Deviations above the lowest point, above 0. Default 2.</param>
    /// <param name="driftThreshold">Deviations above the lowest point, above 0. Default 3.</param>
    public Ddm(int warmStart = 30, double warningThreshold = 2, double driftThreshold = 3)
    {
        _warmStart = AtLeast(warmStart, 1, nameof(warmStart));
        _warning = AtLeast(warningThreshold, 0, nameof(warningThreshold));
        _drift = AtLeast(driftThreshold, 0, nameof(driftThreshold));
        Restart();
    }

    /// <inheritdoc />
    protected override ChangeSignal Next(double value)
    {
        _rows++;
        _rate += ((Error(value, nameof(Ddm)) ? 1 : 0) - _rate) / _rows;
        if (_rows <= _warmStart)
            return ChangeSignal.None;

        double deviation = Math.Sqrt(_rate * (1 - _rate) / _rows);
        double level = _rate + deviation;
        if (level <= _lowest)
        {
            _lowest = level;
            _lowestRate = _rate;
            _lowestDeviation = deviation;
        }

        return level > _lowestRate + (_drift * _lowestDeviation) ? ChangeSignal.Drift
            : level > _lowestRate + (_warning * _lowestDeviation) ? ChangeSignal.Warning
            : ChangeSignal.None;
    }

    /// <inheritdoc />
    protected override void Restart()
    {
        _rows = 0;
        _rate = 0;
        _lowestRate = _lowestDeviation = _lowest = double.PositiveInfinity;
    }
}
