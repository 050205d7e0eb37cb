namespace MLOps.Sdk.Statistics.Distances;

/// <summary>The population stability index (symmetric Kullback-Leibler divergence, Jeffreys 1946): Σ (q − p) ln(q / p).</summary>
/// <remarks>
/// Read as: below 0.1 little, above 0.25 much. Without drift it is about (B − 1)(1/n + 1/m) for B bins, n reference and
/// m current rows, so small windows reach 0.1 by chance.
/// </remarks>
public static class PopulationStability
{
    /// <summary>The index from shares; NaN when either side is empty.</summary>
    /// <param name="reference">p, one share for each cell.</param>
    /// <param name="current">q, one share for each cell.</param>
    /// <param name="zeros">What stands in for zero. Default: a floor of 1e-4 on every share.</param>
    public static double Index(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, ZeroShares zeros = default)
    {
        Shares.RequireSameLength(reference.Length, current.Length);
        if (!Shares.Known(reference) || !Shares.Known(current))
            return double.NaN;

        double leastReference = ZeroShares.LeastPositive(reference);
        double leastCurrent = ZeroShares.LeastPositive(current);
        double sum = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            double p = zeros.Apply(reference[i], leastReference);
            double q = zeros.Apply(current[i], leastCurrent);
            if (p != q)
                sum += (q - p) * (Math.Log(q) - Math.Log(p));
        }

        return sum;
    }

    /// <summary>The index from counts; NaN when either side is empty.</summary>
    public static double Index(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, ZeroShares zeros = default)
    {
        Shares.RequireSameLength(reference.Length, current.Length);
        double[] shares = new double[2 * reference.Length];
        Span<double> p = shares.AsSpan(0, reference.Length);
        Span<double> q = shares.AsSpan(reference.Length);
        return Shares.Of(reference, p) && Shares.Of(current, q) ? Index(p, q, zeros) : double.NaN;
    }
}
