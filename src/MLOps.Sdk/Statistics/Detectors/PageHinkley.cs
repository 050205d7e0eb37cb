namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>How <see cref="PageHinkley"/> keeps its sum: libraries differ.</summary>
public enum PageHinkleySum
{
    /// <summary>The sum against its own extremes, as published: alarm when it is more than λ above its minimum or below its maximum.</summary>
    Extremes = 0,

    /// <summary>The sum held at 0 or above, alarm at λ: increases only. Older libraries and many papers; with α = 1 it is the CUSUM of others.</summary>
    Clipped = 1,

    /// <summary>The sum as it is, alarm above λ: increases only, and slow after a quiet time.</summary>
    Plain = 2,
}

/// <summary>
/// Page-Hinkley (Page 1954; Hinkley 1971): the sum of the distances from the running mean.
/// </summary>
/// <remarks>
/// U ← α U + (x − mean) − δ and V ← α V + (x − mean) + δ; alarm when U − min U or max V − V exceeds λ. δ and λ are in the
/// units of the data: the defaults suit neither errors (slow) nor large numbers (at once), so standardise, or set them.
/// </remarks>
public sealed class PageHinkley : ChangeDetector
{
    private readonly int _minInstances;
    private readonly double _delta;
    private readonly double _threshold;
    private readonly double _alpha;
    private readonly ChangeDirection _direction;
    private readonly PageHinkleySum _sum;
    private long _rows;
    private double _mean;
    private double _up;
    private double _down;
    private double _lowest;
    private double _highest;

    /// <summary>A detector with the published defaults.</summary>
    /// <param name="minInstances">Rows before the first test, 1 or more. Default 30.</param>
    /// <param name="delta">δ: changes of the mean below it are let pass, 0 or more. Default 0.005.</param>
    /// <param name="threshold">λ, above 0. Default 50.</param>
    /// <param name="alpha">α: how much of the sum is kept, above 0 and at most 1. Default 0.9999.</param>
    /// <param name="mode">Which changes. Default both.</param>
    /// <param name="sum">How the sum is kept; other than <see cref="PageHinkleySum.Extremes"/> it sees increases only. Default extremes.</param>
    public PageHinkley(
        int minInstances = 30, double delta = 0.005, double threshold = 50, double alpha = 0.9999,
        ChangeDirection mode = ChangeDirection.Both, PageHinkleySum sum = PageHinkleySum.Extremes)
    {
        _minInstances = AtLeast(minInstances, 1, nameof(minInstances));
        _delta = AtLeast(delta, 0, nameof(delta));
        _threshold = AtLeast(threshold, double.Epsilon, nameof(threshold));
        _alpha = alpha is > 0 and <= 1 ? alpha : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "It must lie above 0 and be at most 1.");
        _direction = mode;
        _sum = sum;
        Restart();
    }

    /// <inheritdoc />
    protected override ChangeSignal Next(double value)
    {
        _rows++;
        _mean += (value - _mean) / _rows;
        double distance = value - _mean;
        _up = (_alpha * _up) + distance - _delta;
        _down = (_alpha * _down) + distance + _delta;
        if (_sum == PageHinkleySum.Clipped)
            _up = Math.Max(_up, 0);
        _lowest = Math.Min(_lowest, _up);
        _highest = Math.Max(_highest, _down);
        return _rows >= _minInstances && Exceeds() ? ChangeSignal.Drift : ChangeSignal.None;
    }

    /// <inheritdoc />
    protected override void Restart()
    {
        _rows = 0;
        _mean = 0;
        _up = _down = 0;
        _lowest = double.PositiveInfinity;
        _highest = double.NegativeInfinity;
    }

    private bool Exceeds() => _sum switch
    {
        PageHinkleySum.Clipped => _up >= _threshold,
        PageHinkleySum.Plain => _up > _threshold,
        _ => (_direction != ChangeDirection.Down && _up - _lowest > _threshold)
            || (_direction != ChangeDirection.Up && _highest - _down > _threshold),
    };
}
