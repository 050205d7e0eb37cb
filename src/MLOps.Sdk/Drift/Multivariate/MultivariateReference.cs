using System.Collections.Immutable;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Multivariate;

namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>
/// How the numeric features of a reference go together: their principal components, how badly rows are rebuilt from them, and
/// their mean random Fourier features. Immutable once built, safe on any thread.
/// </summary>
/// <remarks>
/// Components are found in every second row, and the errors of the others are the reference for errors: rows that had no part in
/// the components, as live rows have none. Features are standardised, so that no unit counts more than another.
/// </remarks>
public sealed class MultivariateReference
{
    /// <summary>The signal of the errors of rebuilding rows.</summary>
    public const string ErrorSignal = "(reconstruction)";

    /// <summary>The signal of the discrepancy of windows.</summary>
    public const string DiscrepancySignal = "(mmd)";

    private const int FourierCount = 128;
    private const int FewestRows = 100;
    private const int PairsForWidth = 2_000;

    private readonly double[] _means;
    private readonly double[] _scales;

    private MultivariateReference(ImmutableArray<string> features, double[] means, double[] scales, double[][] rows)
    {
        Features = features;
        _means = means;
        _scales = scales;
        double[][] standard = [.. rows.Select(Standardised)];
        Subspace = PrincipalSubspace.Fit([.. standard.Where(static (_, i) => i % 2 == 0)]);
        double[] errors = [.. standard.Where(static (_, i) => i % 2 == 1).Select(row => Subspace.Error(row))];
        Errors = SignalReference.Of(ErrorSignal, NumericBaseline.FromValues(errors));
        Fourier = new FourierFeatures(features.Length, MedianDistance(standard), FourierCount, seed: 1);
        Mean = new FourierMean(Fourier);
        foreach (double[] row in standard)
            Mean.Add(row);
        Test = DiscrepancyTest.Of(Fourier, standard);
    }

    /// <summary>The numeric features, in the order of a row.</summary>
    public ImmutableArray<string> Features { get; }

    /// <summary>The principal components of the standardised features.</summary>
    public PrincipalSubspace Subspace { get; }

    /// <summary>The errors of rows that had no part in the components.</summary>
    public SignalReference Errors { get; }

    /// <summary>The random Fourier features of a kernel as wide as the median distance of rows.</summary>
    public FourierFeatures Fourier { get; }

    /// <summary>The reference's mean features and centroid. Not to be added to.</summary>
    public FourierMean Mean { get; }

    /// <summary>What chance alone does to the distance of mean features.</summary>
    public DiscrepancyTest Test { get; }

    /// <summary>Learns a reference.</summary>
    /// <param name="features">The names of the values of a row; two or more.</param>
    /// <param name="rows">Rows; those with a value that is not finite are left out.</param>
    /// <exception cref="ReferenceException">There are fewer than two features, or fewer than 100 whole rows.</exception>
    public static MultivariateReference Of(IEnumerable<string> features, IReadOnlyList<double[]> rows)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(rows);
        ImmutableArray<string> names = [.. features];
        if (names.Length < 2)
            throw new ReferenceException($"Only several numeric features can go together; there are {names.Length}. Watch it by itself.");
        double[][] whole = [.. rows.Where(static row => row.All(double.IsFinite))];
        if (whole.Length < FewestRows)
            throw new ReferenceException($"{whole.Length} of {rows.Count} rows of the reference have all of {string.Join(", ", names)}; {FewestRows} are needed to know how they go together. Give more rows, or leave out the features that are missing most.");

        double[] means = new double[names.Length];
        double[] scales = new double[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            var moments = default(Moments);
            foreach (double[] row in whole)
                moments.Add(row[i]);
            (means[i], scales[i]) = (moments.Mean, moments.StandardDeviation > 0 ? moments.StandardDeviation : 1);
        }

        return new MultivariateReference(names, means, scales, whole);
    }

    /// <summary>Writes a row in standard deviations from the reference's means.</summary>
    /// <param name="row">The values in the order of the features.</param>
    /// <param name="standardised">As many.</param>
    public void Standardise(ReadOnlySpan<double> row, Span<double> standardised)
    {
        for (int i = 0; i < _means.Length; i++)
            standardised[i] = (row[i] - _means[i]) / _scales[i];
    }

    private double[] Standardised(double[] row)
    {
        double[] standard = new double[row.Length];
        Standardise(row, standard);
        return standard;
    }

    private static double MedianDistance(double[][] rows)
    {
        var random = new Random(1);
        double[] distances = [.. Enumerable.Range(0, PairsForWidth).Select(_ => Distance(rows[random.Next(rows.Length)], rows[random.Next(rows.Length)])).Where(static distance => distance > 0).Order()];
        return distances.Length == 0 ? 1 : distances[distances.Length / 2];
    }

    private static double Distance(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(sum);
    }
}
