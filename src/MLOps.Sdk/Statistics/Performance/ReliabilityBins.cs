namespace MLOps.Sdk.Statistics.Performance;

/// <summary>One bin of predicted probabilities and what came true of them.</summary>
/// <param name="From">The bin's lower edge, included.</param>
/// <param name="To">The bin's upper edge, excluded but for 1.</param>
/// <param name="Rows">The rows in it.</param>
/// <param name="MeanScore">Their mean predicted probability; NaN for none.</param>
/// <param name="PositiveRate">The share that was positive, with Wilson's interval.</param>
public readonly record struct ReliabilityBin(double From, double To, long Rows, double MeanScore, Estimate PositiveRate);

/// <summary>
/// Whether of the rows with a predicted probability of 0.7 seven in ten come true: bins of equal width over 0 to 1, as
/// counts that add up. Single owner.
/// </summary>
public sealed class ReliabilityBins
{
    private readonly long[] _rows;
    private readonly long[] _positives;
    private readonly double[] _scores;

    /// <summary>Empty bins.</summary>
    /// <param name="count">1 to 10,000. Default 10.</param>
    public ReliabilityBins(int count = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 10_000);
        _rows = new long[count];
        _positives = new long[count];
        _scores = new double[count];
    }

    /// <summary>The number of bins.</summary>
    public int Count => _rows.Length;

    /// <summary>The rows in all bins.</summary>
    public long Rows => _rows.Sum();

    /// <summary>Takes in a row.</summary>
    /// <param name="probability">Of the positive class.</param>
    /// <param name="label">The truth.</param>
    /// <returns>False when it is no probability: NaN, below 0 or above 1. It is not counted.</returns>
    public bool Add(double probability, bool label)
    {
        if (!(probability is >= 0 and <= 1))
            return false;

        int bin = Math.Min((int)(probability * Count), Count - 1);
        _rows[bin]++;
        _scores[bin] += probability;
        if (label)
            _positives[bin]++;
        return true;
    }

    /// <summary>Takes in the rows of other bins.</summary>
    /// <exception cref="ArgumentException">There are not as many of them.</exception>
    public void Add(ReliabilityBins other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count != Count)
            throw new ArgumentException($"{other.Count} bins cannot be added to {Count}; count both in as many.", nameof(other));

        for (int i = 0; i < Count; i++)
        {
            _rows[i] += other._rows[i];
            _positives[i] += other._positives[i];
            _scores[i] += other._scores[i];
        }
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Array.Clear(_rows);
        Array.Clear(_positives);
        Array.Clear(_scores);
    }

    /// <summary>The bins, lowest first, with intervals of a level.</summary>
    public ReliabilityBin[] Bins(double level = Estimate.DefaultLevel)
    {
        var bins = new ReliabilityBin[Count];
        for (int i = 0; i < Count; i++)
        {
            double mean = _rows[i] == 0 ? double.NaN : _scores[i] / _rows[i];
            bins[i] = new ReliabilityBin((double)i / Count, (i + 1.0) / Count, _rows[i], mean, Intervals.Wilson(_positives[i], _rows[i], level));
        }

        return bins;
    }

    /// <summary>
    /// The expected calibration error, Σ (rows of the bin / rows) |positive rate − mean score|. Its interval adds up how
    /// near and how far the rates of the bins may be with all intervals true together (Bonferroni): conservative, and 0
    /// below where chance explains the distances.
    /// </summary>
    /// <returns>Unknown for no rows.</returns>
    public Estimate ExpectedCalibrationError(double level = Estimate.DefaultLevel)
    {
        long rows = Rows;
        if (rows == 0)
            return Estimate.Unknown;

        double value = 0;
        double low = 0;
        double high = 0;
        foreach (ReliabilityBin bin in Bins(1 - ((1 - level) / Count)))
        {
            if (bin.Rows == 0)
                continue;
            double share = (double)bin.Rows / rows;
            value += share * Math.Abs(bin.PositiveRate.Value - bin.MeanScore);
            low += share * Math.Max(Math.Max(bin.PositiveRate.Low - bin.MeanScore, bin.MeanScore - bin.PositiveRate.High), 0);
            high += share * Math.Max(Math.Abs(bin.PositiveRate.Low - bin.MeanScore), Math.Abs(bin.PositiveRate.High - bin.MeanScore));
        }

        return new Estimate(value, low, Math.Min(high, 1));
    }

    /// <summary>The largest |positive rate − mean score| of a bin with rows; NaN for none.</summary>
    public double MaximumCalibrationError()
    {
        double most = double.NaN;
        for (int i = 0; i < Count; i++)
        {
            if (_rows[i] == 0)
                continue;
            double distance = Math.Abs(_positives[i] - _scores[i]) / _rows[i];
            most = double.IsNaN(most) ? distance : Math.Max(most, distance);
        }

        return most;
    }
}
