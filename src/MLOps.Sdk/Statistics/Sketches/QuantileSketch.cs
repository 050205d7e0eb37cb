namespace MLOps.Sdk.Statistics.Sketches;

/// <summary>
/// Quantiles of numbers of which nothing is known before, such as delays: each within 1 % of a value that has that rank
/// (DDSketch, Masson, Rim and Lee 2019). Sketches of several stretches add, and subtract, exactly. Single owner.
/// </summary>
/// <remarks>
/// Buckets grow by γ = (1 + a) / (1 − a) with a = 1 %: a value x lies in bucket ⌈log_γ x⌉. There are at most 2,048 for each
/// sign, as many as 10⁻⁹ to 10⁹ take; of wider data the smallest magnitudes share the last bucket, and lose the promise.
/// At most 33 KiB however many rows.
/// </remarks>
public sealed class QuantileSketch
{
    /// <summary>The largest relative error of a quantile.</summary>
    public const double RelativeError = 0.01;

    private const int MostBuckets = 2_048;
    private const double SmallestNormal = 2.2250738585072014e-308;
    private static readonly double LogGamma = Math.Log((1 + RelativeError) / (1 - RelativeError));
    private readonly Store _positive = new();
    private readonly Store _negative = new();
    private long _zeros;

    /// <summary>The finite values.</summary>
    public long Rows => _positive.Total + _negative.Total + _zeros;

    /// <summary>Values left out because they are NaN or infinite.</summary>
    public long Missing { get; private set; }

    /// <summary>Takes in a value; takes memory only while the range grows.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
            Missing++;
        else if (Math.Abs(value) < SmallestNormal)
            _zeros++;
        else
            (value > 0 ? _positive : _negative).Add((int)Math.Ceiling(Math.Log(Math.Abs(value)) / LogGamma), 1);
    }

    /// <summary>Takes in the values of another.</summary>
    public void Add(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _positive.Add(other._positive, 1);
        _negative.Add(other._negative, 1);
        _zeros += other._zeros;
        Missing += other.Missing;
    }

    /// <summary>Takes out the values of another, which were taken in before.</summary>
    public void Subtract(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _positive.Add(other._positive, -1);
        _negative.Add(other._negative, -1);
        _zeros -= other._zeros;
        Missing -= other.Missing;
    }

    /// <summary>The value of a rank; NaN without values.</summary>
    /// <param name="share">The rank, 0 (the least) to 1 (the greatest).</param>
    public double Quantile(double share)
    {
        if (!(share is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The rank of a quantile lies between 0 and 1, such as 0.99.");
        if (Rows == 0)
            return double.NaN;

        long rank = (long)(share * (Rows - 1));
        if (rank < _negative.Total)
            return -Middle(_negative.BucketOf(_negative.Total - 1 - rank));
        return rank < _negative.Total + _zeros ? 0 : Middle(_positive.BucketOf(rank - _negative.Total - _zeros));
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _positive.Clear();
        _negative.Clear();
        (_zeros, Missing) = (0, 0);
    }

    /// <summary>The value whose distance to both ends of a bucket is the same share of them.</summary>
    private static double Middle(int bucket) => Math.Min(Math.Exp(bucket * LogGamma) * (1 - RelativeError), double.MaxValue);

    /// <summary>Counts of buckets in a row.</summary>
    private sealed class Store
    {
        private long[] _counts = [];
        private int _first;

        public long Total { get; private set; }

        public void Add(int bucket, long count)
        {
            if (_counts.Length == 0)
                (_counts, _first) = (new long[64], bucket - 32);
            if (bucket < _first || bucket >= _first + _counts.Length)
                Grow(bucket);
            _counts[Math.Max(bucket - _first, 0)] += count;
            Total += count;
        }

        public void Add(Store other, long sign)
        {
            for (int i = 0; i < other._counts.Length; i++)
            {
                if (other._counts[i] != 0)
                    Add(other._first + i, sign * other._counts[i]);
            }
        }

        public int BucketOf(long rank)
        {
            long below = 0;
            int place = 0;
            while (place < _counts.Length - 1 && (below += _counts[place]) <= rank)
                place++;
            return _first + place;
        }

        public void Clear()
        {
            Array.Clear(_counts);
            Total = 0;
        }

        /// <summary>Makes room for a bucket; where there would be too many, the lowest become one.</summary>
        private void Grow(int bucket)
        {
            int last = Math.Max(bucket + 32, _first + _counts.Length - 1);
            int first = Math.Max(Math.Min(bucket - 32, _first), last - MostBuckets + 1);
            if (first > bucket && first <= _first && last == _first + _counts.Length - 1)
                return; // below the lowest: counted there
            long[] grown = new long[last - first + 1];
            for (int i = 0; i < _counts.Length; i++)
                grown[Math.Max(_first + i - first, 0)] += _counts[i];
            (_counts, _first) = (grown, first);
        }
    }
}
