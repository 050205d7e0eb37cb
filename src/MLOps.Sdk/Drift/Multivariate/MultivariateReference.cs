using System.Collections.Immutable;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Multivariate;

namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>
/// How the numeric features of a reference go together: their principal components, how badly rows are rebuilt from them, and
/// their mean random Fourier features; or how the embeddings of a reference lie. Immutable once built, safe on any thread.
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
    internal const int FourierSeed = 1;
    private const int FewestRows = 100;
    private const int PairsForWidth = 2_000;

    private readonly double[] _means;
    private readonly double[] _scales;

    internal MultivariateReference(
        string? name, ImmutableArray<string> features, double[] means, double[] scales, PrincipalSubspace? subspace, NumericBaseline errors, FourierMean mean, DiscrepancyTest test)
    {
        Name = name;
        Features = features;
        _means = means;
        _scales = scales;
        Subspace = subspace;
        Errors = SignalReference.Of(name is null ? ErrorSignal : name + ".distance", errors);
        Mean = mean;
        Test = test;
    }

    /// <summary>The name of the embedding; null when this is about features.</summary>
    public string? Name { get; }

    /// <summary>The name of the signal of windows: <see cref="DiscrepancySignal"/>, or "NAME.mmd" for an embedding.</summary>
    public string DiscrepancyName => Name is null ? DiscrepancySignal : Name + ".mmd";

    /// <summary>The numeric features, in the order of a row.</summary>
    public ImmutableArray<string> Features { get; }

    /// <summary>The principal components of the standardised features; null for an embedding, whose values go together in no few directions.</summary>
    public PrincipalSubspace? Subspace { get; }

    /// <summary>The errors of rows that had no part in the components; for an embedding, the distances from the centroid of rows that had no part in it, as "NAME.distance".</summary>
    public SignalReference Errors { get; }

    /// <summary>The random Fourier features of a kernel as wide as the median distance of rows.</summary>
    public FourierFeatures Fourier => Mean.Features;

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

        (double[] means, double[] scales) = Standards(whole, names.Length);
        double[][] standard = [.. whole.Select(row => Standardised(row, means, scales))];
        PrincipalSubspace subspace = PrincipalSubspace.Fit([.. standard.Where(static (_, i) => i % 2 == 0)]);
        double[] errors = [.. standard.Where(static (_, i) => i % 2 == 1).Select(row => subspace.Error(row))];
        return Of(null, names, means, scales, subspace, errors, standard);
    }

    /// <summary>Learns a reference from numeric columns of a table; of many rows from a sample.</summary>
    /// <inheritdoc cref="Of(IEnumerable{string}, IReadOnlyList{double[]})"/>
    /// <param name="table">The table.</param>
    /// <param name="columns">The names of some of its numeric columns; two or more.</param>
    public static MultivariateReference Of(ColumnTable table, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        return Of(columns, MultivariateComparison.Rows(table, [.. columns]));
    }

    /// <summary>Learns how embeddings lie: their centroid, how far rows are from it, and their mean random Fourier features.</summary>
    /// <param name="name">The embedding's name: its signals are "NAME.distance" and "NAME.mmd".</param>
    /// <param name="rows">Embeddings of equal length; those with a value that is not finite are left out.</param>
    /// <exception cref="ReferenceException">Lengths differ, or there are fewer than 100 whole rows.</exception>
    public static MultivariateReference OfEmbedding(string name, IReadOnlyList<double[]> rows)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(rows);
        double[][] whole = [.. rows.Where(static row => row.All(double.IsFinite))];
        if (whole.Length < FewestRows)
            throw new ReferenceException($"{whole.Length} of {rows.Count} embeddings '{name}' have all values; {FewestRows} are needed to know how they lie. Give more.");
        int dimensions = whole[0].Length;
        if (dimensions == 0 || Array.Find(whole, row => row.Length != dimensions) is not null)
            throw new ReferenceException($"The embeddings '{name}' have between {whole.Min(static row => row.Length)} and {whole.Max(static row => row.Length)} values; all need as many, and one at least.");

        // The centroid is that of every second row: the others had no part in it, as live rows have none.
        (double[] means, double[] scales) = Standards([.. whole.Where(static (_, i) => i % 2 == 0)], dimensions);
        double[][] standard = [.. whole.Select(row => Standardised(row, means, scales))];
        double[] distances = [.. standard.Where(static (_, i) => i % 2 == 1).Select(static row => Length(row))];
        ImmutableArray<string> names = [.. Enumerable.Range(0, dimensions).Select(place => $"{name}[{place}]")];
        return Of(name, names, means, scales, null, distances, standard);
    }

    /// <summary>How badly a standardised row is rebuilt from the components; of an embedding, how far it is from the centroid in standard deviations. NaN when a value is not finite.</summary>
    public double Error(ReadOnlySpan<double> standardised) => Subspace?.Error(standardised) ?? Length(standardised);

    internal ReadOnlySpan<double> Means => _means;

    internal ReadOnlySpan<double> Scales => _scales;

    /// <summary>Writes a row in standard deviations from the reference's means.</summary>
    /// <param name="row">The values in the order of the features.</param>
    /// <param name="standardised">As many.</param>
    public void Standardise(ReadOnlySpan<double> row, Span<double> standardised)
    {
        for (int i = 0; i < _means.Length; i++)
            standardised[i] = (row[i] - _means[i]) / _scales[i];
    }

    private static MultivariateReference Of(
        string? name, ImmutableArray<string> features, double[] means, double[] scales, PrincipalSubspace? subspace, double[] errors, double[][] standard)
    {
        var fourier = new FourierFeatures(features.Length, MedianDistance(standard), FourierCount, FourierSeed);
        var mean = new FourierMean(fourier);
        foreach (double[] row in standard)
            mean.Add(row);
        return new MultivariateReference(name, features, means, scales, subspace, NumericBaseline.FromValues(errors), mean, DiscrepancyTest.Of(fourier, standard));
    }

    private static (double[] Means, double[] Scales) Standards(double[][] rows, int features)
    {
        double[] means = new double[features];
        double[] scales = new double[features];
        for (int i = 0; i < features; i++)
        {
            var moments = default(Moments);
            foreach (double[] row in rows)
                moments.Add(row[i]);
            (means[i], scales[i]) = (moments.Mean, moments.StandardDeviation > 0 ? moments.StandardDeviation : 1);
        }

        return (means, scales);
    }

    private static double[] Standardised(double[] row, double[] means, double[] scales)
    {
        double[] standard = new double[row.Length];
        for (int i = 0; i < row.Length; i++)
            standard[i] = (row[i] - means[i]) / scales[i];
        return standard;
    }

    private static double Length(ReadOnlySpan<double> row)
    {
        double sum = 0;
        foreach (double value in row)
            sum += value * value;
        return double.IsFinite(sum) ? Math.Sqrt(sum) : double.NaN;
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
