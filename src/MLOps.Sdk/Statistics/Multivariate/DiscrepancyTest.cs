using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace MLOps.Sdk.Statistics.Multivariate;

/// <summary>
/// What the squared distance of two mean features reaches by chance alone: mn / (m + n) · ‖μ − ν‖² is distributed as Σ λᵢ χ²₁
/// with the eigenvalues λ of the features' covariance (Gretton and others 2009), here of a reference. The tail is that of
/// a + b χ²_ν with the same mean, variance and skewness (Pearson 1959; Imhof 1961). Immutable, safe on any thread.
/// </summary>
public sealed class DiscrepancyTest
{
    // Eigenvalues of features that are constant but for rounding.
    private const double Rounding = 1e-12;

    private readonly double _shift;
    private readonly double _scale;
    private readonly double _freedom;

    /// <summary>A test by the sums of the eigenvalues' powers.</summary>
    internal DiscrepancyTest(double first, double second, double third)
    {
        (First, Second, Third) = (first, second, third);

        // Cumulants Σλ, 2 Σλ², 8 Σλ³.
        _scale = third / second;
        _freedom = second * second * second / (third * third);
        _shift = first - (_scale * _freedom);
    }

    internal double First { get; }

    internal double Second { get; }

    internal double Third { get; }

    /// <summary>Learns the eigenvalues from rows of a reference.</summary>
    /// <param name="features">The features.</param>
    /// <param name="rows">Rows of the features' dimensions; those with a value that is not finite are left out.</param>
    /// <exception cref="ArgumentException">There are fewer than two whole rows.</exception>
    public static DiscrepancyTest Of(FourierFeatures features, IReadOnlyList<double[]> rows)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(rows);
        double[][] whole = [.. rows.Where(static row => row.All(double.IsFinite))];
        if (whole.Length < 2)
            throw new ArgumentException($"{whole.Length} of {rows.Count} rows have all values; a covariance needs two at least, better hundreds.", nameof(rows));

        Matrix<double> values = Matrix<double>.Build.Dense(whole.Length, features.Count);
        double[] one = new double[features.Count];
        for (int row = 0; row < whole.Length; row++)
        {
            Array.Clear(one);
            features.AddTo(one, whole[row]);
            values.SetRow(row, one);
        }

        Vector<double> mean = values.ColumnSums() / whole.Length;
        for (int row = 0; row < whole.Length; row++)
            values.SetRow(row, values.Row(row) - mean);
        Matrix<double> covariance = values.TransposeThisAndMultiply(values) / (whole.Length - 1);

        // The sums of the powers of eigenvalues are traces: no decomposition is needed.
        Matrix<double> square = covariance * covariance;
        return new DiscrepancyTest(covariance.Trace(), square.Trace(), square.PointwiseMultiply(covariance.Transpose()).RowSums().Sum());
    }

    /// <summary>The probability that two samples of one distribution are at least this far apart; NaN where that is not known, as for a constant reference.</summary>
    /// <param name="squaredDistance">‖μ − ν‖², with its bias.</param>
    /// <param name="referenceRows">Rows of the one mean.</param>
    /// <param name="rows">Rows of the other.</param>
    public double PValue(double squaredDistance, long referenceRows, long rows)
    {
        double statistic = squaredDistance / ((1.0 / referenceRows) + (1.0 / rows));
        double x = (statistic - _shift) / _scale;
        return double.IsNaN(x) || !(_scale > Rounding) ? double.NaN : x <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(_freedom / 2, x / 2);
    }
}
