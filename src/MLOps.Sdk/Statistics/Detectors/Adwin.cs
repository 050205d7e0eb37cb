namespace MLOps.Sdk.Statistics.Detectors;

/// <summary>
/// ADWIN (Bifet and Gavaldà 2007): a window that grows while its halves agree and drops its older part when two of them
/// differ in the mean. Finds changes both ways in any bounded numbers.
/// </summary>
/// <remarks>
/// At every boundary of the window's buckets with n₀ older and n₁ newer rows the window is cut when the means differ by
/// more than √(2 r v d) + (2/3) d r, with v the window's variance, d = ln(2 ln(n) / δ) and
/// r = 1/(n₀ − l + 1) + 1/(n₁ − l + 1). δ is the rate of one look, not of the stream's lifetime. About 5 log₂(n / 5)
/// buckets are kept for n rows.
/// </remarks>
public sealed class Adwin : ChangeDetector
{
    private readonly double _delta;
    private readonly int _clock;
    private readonly int _minimumLength;
    private readonly int _gracePeriod;
    private readonly bool _skipLastBucket;
    private readonly BucketWindow _window;
    private long _tick;

    /// <summary>A detector with the published defaults.</summary>
    /// <param name="delta">δ, above 0 and below 1. Default 0.002.</param>
    /// <param name="clock">Every how many rows the window is tested, 1 or more. Default 32.</param>
    /// <param name="maxBuckets">Buckets of each size, 1 or more. Default 5.</param>
    /// <param name="minWindowLength">l: the fewest rows on each side of a cut, 1 or more. Default 5.</param>
    /// <param name="gracePeriod">Rows before the first test, 0 or more. Default 10.</param>
    /// <param name="skipLastBucket">Whether to leave out the last boundary of each size, as river did before the fix of its issue 1539: to repeat old results. Default false.</param>
    public Adwin(double delta = 0.002, int clock = 32, int maxBuckets = 5, int minWindowLength = 5, int gracePeriod = 10, bool skipLastBucket = false)
    {
        _delta = Probability(delta, nameof(delta));
        _clock = AtLeast(clock, 1, nameof(clock));
        _minimumLength = AtLeast(minWindowLength, 1, nameof(minWindowLength));
        _gracePeriod = AtLeast(gracePeriod, 0, nameof(gracePeriod));
        _skipLastBucket = skipLastBucket;
        _window = new BucketWindow(AtLeast(maxBuckets, 1, nameof(maxBuckets)));
    }

    /// <summary>The rows of the window.</summary>
    public long Width => _window.Rows;

    /// <summary>The mean of the window; NaN when it is empty.</summary>
    public double Mean => _window.Rows == 0 ? double.NaN : _window.Sum / _window.Rows;

    /// <inheritdoc />
    protected override ChangeSignal Next(double value)
    {
        _window.Add(value);
        if (++_tick % _clock != 0 || _window.Rows <= _gracePeriod)
            return ChangeSignal.None;

        bool cut = false;
        while (FindCut())
        {
            cut = true;
            _window.DropOldest();
        }

        return cut ? ChangeSignal.Drift : ChangeSignal.None;
    }

    /// <inheritdoc />
    protected override void Restart()
    {
        _window.Clear();
        _tick = 0;
    }

    private bool FindCut()
    {
        double olderRows = 0;
        double olderSum = 0;
        for (int level = _window.Levels - 1; level >= 0; level--)
        {
            double rows = Math.ScaleB(1, level);
            int boundaries = _window.Buckets(level) - (_skipLastBucket ? 1 : 0);
            for (int k = 0; k < boundaries; k++)
            {
                olderRows += rows;
                olderSum += _window.BucketSum(level, k);
                double newerRows = _window.Rows - olderRows;
                if (newerRows < _minimumLength)
                    return false;
                if (olderRows >= _minimumLength && Differ(olderRows, olderSum, newerRows, _window.Sum - olderSum))
                    return true;
            }
        }

        return false;
    }

    private bool Differ(double olderRows, double olderSum, double newerRows, double newerSum)
    {
        double confidence = Math.Log(2 * Math.Log(_window.Rows) / _delta);
        double reciprocal = (1 / (olderRows - _minimumLength + 1)) + (1 / (newerRows - _minimumLength + 1));
        double bound = Math.Sqrt(2 * reciprocal * _window.Variance * confidence) + (2.0 / 3 * confidence * reciprocal);
        return Math.Abs((olderSum / olderRows) - (newerSum / newerRows)) > bound;
    }
}
