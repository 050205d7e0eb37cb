namespace MLOps.Sdk.Statistics.Multivariate;

/// <summary>
/// Random Fourier features of a Gaussian kernel (Rahimi and Recht 2007): the maximum mean discrepancy of two samples is
/// the distance of their mean features, so a window is a sum, sums add and subtract, and a row is seen once.
/// </summary>
/// <remarks>Immutable, safe on any thread; the same seed makes the same features. Error of MMD² about 1 / √features.</remarks>
public sealed class FourierFeatures
{
    private readonly double[] _frequencies;
    private readonly double[] _phases;

    /// <summary>Draws the features.</summary>
    /// <param name="dimensions">The length of a row, 1 or more.</param>
    /// <param name="bandwidth">The kernel's standard deviation in the unit of the rows, above 0: such as the median distance of rows.</param>
    /// <param name="count">How many, 2 or more. Default 256.</param>
    /// <param name="seed">Makes them reproducible. Default 0.</param>
    public FourierFeatures(int dimensions, double bandwidth, int count = 256, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (!(bandwidth > 0) || !double.IsFinite(bandwidth))
            throw new ArgumentOutOfRangeException(nameof(bandwidth), bandwidth, "A kernel's width is a finite number above 0, such as the median distance of rows.");

        Dimensions = dimensions;
        Count = count;
        Bandwidth = bandwidth;
        Seed = seed;
        var random = new Random(seed);
        _frequencies = new double[dimensions * count];
        _phases = new double[count];
        for (int i = 0; i < _frequencies.Length; i++)
            _frequencies[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()) / bandwidth;
        for (int i = 0; i < count; i++)
            _phases[i] = 2 * Math.PI * random.NextDouble();
    }

    /// <summary>The length of a row.</summary>
    public int Dimensions { get; }

    /// <summary>The features of a row.</summary>
    public int Count { get; }

    /// <summary>The kernel's standard deviation.</summary>
    public double Bandwidth { get; }

    internal int Seed { get; }

    /// <summary>Adds the features of a row: √(2 / D) cos(ω · x + b) each.</summary>
    internal void AddTo(Span<double> sums, ReadOnlySpan<double> row)
    {
        double scale = Math.Sqrt(2.0 / Count);
        for (int feature = 0; feature < Count; feature++)
        {
            ReadOnlySpan<double> frequency = _frequencies.AsSpan(feature * Dimensions, Dimensions);
            double angle = _phases[feature];
            for (int i = 0; i < row.Length; i++)
                angle += frequency[i] * row[i];
            sums[feature] += scale * Math.Cos(angle);
        }
    }
}
