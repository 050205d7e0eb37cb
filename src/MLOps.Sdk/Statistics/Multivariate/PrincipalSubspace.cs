using MathNet.Numerics.LinearAlgebra;

namespace MLOps.Sdk.Statistics.Multivariate;

/// <summary>
/// The principal components of a reference, and how badly rows are rebuilt from them: rows whose features no longer go
/// together as they did are rebuilt badly though each feature by itself looks as before. Immutable, safe on any thread.
/// </summary>
public sealed class PrincipalSubspace
{
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[,] _components;

    internal PrincipalSubspace(double[] means, double[] scales, double[,] components, double explained)
    {
        _means = means;
        _scales = scales;
        _components = components;
        Explained = explained;
    }

    internal ReadOnlySpan<double> Means => _means;

    internal ReadOnlySpan<double> Scales => _scales;

    /// <summary>The weight of a feature in a component.</summary>
    internal double WeightOf(int component, int feature) => _components[component, feature];

    /// <summary>The features of a row.</summary>
    public int Features => _means.Length;

    /// <summary>The components kept.</summary>
    public int Components => _components.GetLength(0);

    /// <summary>The share of the variance that they explain, 0 to 1.</summary>
    public double Explained { get; }

    /// <summary>Finds the components of standardised features by the eigenvectors of their correlations.</summary>
    /// <param name="rows">Rows of equal length; those with a value that is not finite are left out.</param>
    /// <param name="share">The share of the variance to explain, above 0 and up to 1. Default 0.65 (NannyML's).</param>
    /// <exception cref="ArgumentException">There are fewer than two whole rows.</exception>
    public static PrincipalSubspace Fit(IReadOnlyList<double[]> rows, double share = 0.65)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (!(share is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share of the variance lies above 0 and up to 1, such as 0.65.");
        double[][] whole = [.. rows.Where(static row => row.All(double.IsFinite))];
        if (whole.Length < 2)
            throw new ArgumentException($"{whole.Length} of {rows.Count} rows have all values; components need two at least, better hundreds.", nameof(rows));

        int features = whole[0].Length;
        (double[] means, double[] scales) = Standards(whole, features);
        Matrix<double> correlations = Matrix<double>.Build.Dense(features, features);
        foreach (double[] row in whole)
        {
            for (int i = 0; i < features; i++)
            {
                double left = (row[i] - means[i]) / scales[i];
                for (int j = i; j < features; j++)
                    correlations[i, j] += left * (row[j] - means[j]) / scales[j] / whole.Length;
            }
        }

        for (int i = 0; i < features; i++)
        {
            for (int j = 0; j < i; j++)
                correlations[i, j] = correlations[j, i];
        }

        return Keep(correlations, means, scales, share);
    }

    /// <summary>The distance of a row from what the components rebuild of it, in standard deviations of the features; NaN when a value is not finite.</summary>
    /// <exception cref="ArgumentException">The row has another length.</exception>
    public double Error(ReadOnlySpan<double> row)
    {
        if (row.Length != Features)
            throw new ArgumentException($"The row has {row.Length} features; the components have {Features}.", nameof(row));

        // ‖x‖² − Σ (x · c)²: components are orthonormal. From the difference itself, which loses no digits.
        Span<double> rest = Features <= 256 ? stackalloc double[Features] : new double[Features];
        for (int i = 0; i < row.Length; i++)
            rest[i] = (row[i] - _means[i]) / _scales[i];
        for (int c = 0; c < Components; c++)
        {
            double weight = 0;
            for (int i = 0; i < rest.Length; i++)
                weight += rest[i] * _components[c, i];
            for (int i = 0; i < rest.Length; i++)
                rest[i] -= weight * _components[c, i];
        }

        double sum = 0;
        foreach (double value in rest)
            sum += value * value;
        return double.IsFinite(sum) ? Math.Sqrt(sum) : double.NaN;
    }

    private static (double[] Means, double[] Scales) Standards(double[][] rows, int features)
    {
        double[] means = new double[features];
        double[] scales = new double[features];
        for (int i = 0; i < features; i++)
        {
            var moments = default(Cells.Moments);
            foreach (double[] row in rows)
                moments.Add(row[i]);
            means[i] = moments.Mean;

            // A constant stays as it is: what leaves it counts in its own unit.
            scales[i] = moments.StandardDeviation > 0 ? moments.StandardDeviation : 1;
        }

        return (means, scales);
    }

    private static PrincipalSubspace Keep(Matrix<double> correlations, double[] means, double[] scales, double share)
    {
        var eigen = correlations.Evd(Symmetricity.Symmetric);
        int features = means.Length;
        double[] values = [.. Enumerable.Range(0, features).Select(i => Math.Max(eigen.EigenValues[i].Real, 0))];
        double total = values.Sum();
        int kept = 0;
        double explained = 0;
        while (kept < features && (kept == 0 || explained < share * total))
            explained += values[features - 1 - kept++]; // ascending in the decomposition

        double[,] components = new double[kept, features];
        for (int c = 0; c < kept; c++)
        {
            for (int i = 0; i < features; i++)
                components[c, i] = eigen.EigenVectors[i, features - 1 - c];
        }

        return new PrincipalSubspace(means, scales, components, total > 0 ? Math.Min(explained / total, 1) : 1);
    }
}
