namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>
/// CUSUM (Page 1954): sums, held at 0 or above, of the distances from a mean less an allowance of k deviations; alarm
/// above h of them.
/// </summary>
/// <remarks>
/// Mean and deviation are given, or those of the first rows. From thirty rows they are so uncertain that most stable
/// streams alarm within a thousand rows with the published k and h; give them where they are known. First rows that are
/// all alike say nothing of the deviation: as many again are learned from the first that differs.
/// </remarks>
public sealed class Cusum : ChangeDetector
{
    private readonly int _minInstances;
    private readonly double _slack;
    private readonly double _threshold;
    private readonly ChangeDirection _direction;
    private readonly (double Mean, double Deviation)? _known;
    private long _rows;
    private long _firstOther;
    private double _mean;
    private double _squares;
    private double _deviation;
    private double _up;
    private double _down;

    /// <summary>A detector that takes mean and deviation from its first rows, with the published defaults.</summary>
    /// <param name="minInstances">How many, 2 or more. Default 30.</param>
    /// <param name="slack">k: the allowance in deviations, 0 or more. Default 0.5.</param>
    /// <param name="threshold">h: the limit in deviations, above 0. Default 5.</param>
    /// <param name="mode">Which changes. Default both.</param>
    public Cusum(int minInstances = 30, double slack = 0.5, double threshold = 5, ChangeDirection mode = ChangeDirection.Both)
    {
        _minInstances = AtLeast(minInstances, 2, nameof(minInstances));
        _slack = AtLeast(slack, 0, nameof(slack));
        _threshold = AtLeast(threshold, double.Epsilon, nameof(threshold));
        _direction = mode;
    }

    private Cusum(double mean, double deviation, double slack, double threshold, ChangeDirection mode)
        : this(2, slack, threshold, mode)
    {
        _known = (mean, deviation);
        Restart();
    }

    /// <summary>A detector that knows mean and deviation, such as those of a reference; otherwise as the constructor's.</summary>
    /// <param name="mean">What the stream is about.</param>
    /// <param name="deviation">Its standard deviation, above 0.</param>
    /// <param name="slack">k: the allowance in deviations, 0 or more. Default 0.5.</param>
    /// <param name="threshold">h: the limit in deviations, above 0. Default 5.</param>
    /// <param name="mode">Which changes. Default both.</param>
    public static Cusum Around(double mean, double deviation, double slack = 0.5, double threshold = 5, ChangeDirection mode = ChangeDirection.Both)
    {
        if (!double.IsFinite(mean))
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "It must be a number.");
        return new Cusum(mean, AtLeast(deviation, double.Epsilon, nameof(deviation)), slack, threshold, mode);
    }

    /// <inheritdoc />
    protected override ChangeSignal Next(double value)
    {
        if (_deviation == 0 && !Learned(value))
            return ChangeSignal.None;

        double distance = (value - _mean) / _deviation;
        _up = Math.Max(_up + distance - _slack, 0);
        _down = Math.Max(_down - distance - _slack, 0);
        bool risen = _direction != ChangeDirection.Down && _up > _threshold;
        bool fallen = _direction != ChangeDirection.Up && _down > _threshold;
        return risen || fallen ? ChangeSignal.Drift : ChangeSignal.None;
    }

    /// <inheritdoc />
    protected override void Restart()
    {
        _rows = 0;
        _firstOther = 0;
        _squares = 0;
        _up = _down = 0;
        (_mean, _deviation) = _known ?? (0, 0);
    }

    private bool Learned(double value)
    {
        _rows++;
        double before = value - _mean;
        _mean += before / _rows;
        _squares += before * (value - _mean);
        if (_squares == 0)
            return false;

        if (_firstOther == 0)
            _firstOther = _rows;
        if (_rows < _minInstances || (_firstOther > _minInstances && _rows < _firstOther + _minInstances))
            return false;

        _deviation = Math.Sqrt(_squares / (_rows - 1));
        return true;
    }
}
