namespace MLOps.Sdk.Statistics.Multivariate;

/// <summary>The mean features and the centroid of a stretch of rows, such as embeddings. Single owner; memory does not grow with rows.</summary>
public sealed class FourierMean
{
    private readonly double[] _sums;
    private readonly double[] _centre;

    /// <summary>An empty mean.</summary>
    public FourierMean(FourierFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features = features;
        _sums = new double[features.Count];
        _centre = new double[features.Dimensions];
    }

    /// <summary>A mean as it was when its parts were read.</summary>
    internal FourierMean(FourierFeatures features, double[] sums, double[] centre, long rows) : this(features)
    {
        if (sums.Length != _sums.Length || centre.Length != _centre.Length)
            throw new ArgumentException($"The mean has {sums.Length} features of {centre.Length} dimensions; {_sums.Length} of {_centre.Length} are expected.", nameof(sums));
        sums.CopyTo(_sums, 0);
        centre.CopyTo(_centre, 0);
        Rows = rows;
    }

    internal ReadOnlySpan<double> Sums => _sums;

    internal ReadOnlySpan<double> Centre => _centre;

    /// <summary>The features that are summed.</summary>
    public FourierFeatures Features { get; }

    /// <summary>The rows added.</summary>
    public long Rows { get; private set; }

    /// <summary>The rows that were left out because a value was not finite.</summary>
    public long Missing { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    public void Add(ReadOnlySpan<double> row)
    {
        if (row.Length != Features.Dimensions)
            throw new ArgumentException($"The row has {row.Length} values; the features take {Features.Dimensions}.", nameof(row));
        foreach (double value in row)
        {
            if (!double.IsFinite(value))
            {
                Missing++;
                return;
            }
        }

        Features.AddTo(_sums, row);
        for (int i = 0; i < row.Length; i++)
            _centre[i] += row[i];
        Rows++;
    }

    /// <summary>Adds what another one holds.</summary>
    /// <exception cref="ArgumentException">It sums other features.</exception>
    public void Add(FourierMean other)
    {
        Require(other);
        for (int i = 0; i < _sums.Length; i++)
            _sums[i] += other._sums[i];
        for (int i = 0; i < _centre.Length; i++)
            _centre[i] += other._centre[i];
        Rows += other.Rows;
        Missing += other.Missing;
    }

    /// <summary>
    /// MMD² without bias: ‖μ − ν‖² less what chance alone adds to it, which is (1 − ‖μ‖²) / (n − 1) for each side. About 0
    /// without drift, and above 0 for any other distribution. NaN when a side has fewer than two rows.
    /// </summary>
    public double Discrepancy(FourierMean other)
    {
        Require(other);
        if (Rows < 2 || other.Rows < 2)
            return double.NaN;

        double distance = 0;
        double own = 0;
        double others = 0;
        for (int i = 0; i < _sums.Length; i++)
        {
            double a = _sums[i] / Rows;
            double b = other._sums[i] / other.Rows;
            distance += (a - b) * (a - b);
            own += a * a;
            others += b * b;
        }

        return distance - ((1 - own) / (Rows - 1)) - ((1 - others) / (other.Rows - 1));
    }

    /// <summary>‖μ − ν‖² as it is, with what chance adds: see <see cref="DiscrepancyTest"/>. NaN when a side has no rows.</summary>
    public double SquaredDistance(FourierMean other)
    {
        Require(other);
        double distance = 0;
        for (int i = 0; i < _sums.Length; i++)
        {
            double difference = (_sums[i] / Rows) - (other._sums[i] / other.Rows);
            distance += difference * difference;
        }

        return distance;
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Array.Clear(_sums);
        Array.Clear(_centre);
        (Rows, Missing) = (0, 0);
    }

    /// <summary>The Euclidean distance of the centroids; NaN when a side has no rows.</summary>
    public double CentroidDistance(FourierMean other)
    {
        Require(other);
        double sum = 0;
        for (int i = 0; i < _centre.Length; i++)
        {
            double difference = (_centre[i] / Rows) - (other._centre[i] / other.Rows);
            sum += difference * difference;
        }

        return Rows == 0 || other.Rows == 0 ? double.NaN : Math.Sqrt(sum);
    }

    private void Require(FourierMean other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!ReferenceEquals(other.Features, Features))
            throw new ArgumentException("Only means of the same features compare: give both the same FourierFeatures.", nameof(other));
    }
}
