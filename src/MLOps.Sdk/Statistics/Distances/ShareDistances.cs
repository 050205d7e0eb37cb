namespace MLOps.Sdk.Statistics.Distances;

/// <summary>Further distances between two lists of shares. Each is NaN when either side is empty.</summary>
public static class ShareDistances
{
    /// <summary>Kullback-Leibler divergence of the current shares from the reference, Σ q ln(q / p), in nats.</summary>
    /// <param name="reference">p.</param>
    /// <param name="current">q.</param>
    /// <param name="zeros">What stands in for zero. Default: a floor of 1e-4. Both sides are brought back to a sum of 1.</param>
    /// <remarks>With <see cref="ZeroShares.Keep"/> it is infinite where a cell is empty in the reference alone.</remarks>
    public static double KullbackLeibler(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, ZeroShares zeros = default)
    {
        Shares.RequireSameLength(reference.Length, current.Length);
        if (!Shares.Known(reference) || !Shares.Known(current))
            return double.NaN;

        double leastReference = ZeroShares.LeastPositive(reference);
        double leastCurrent = ZeroShares.LeastPositive(current);
        double totalReference = 0;
        double totalCurrent = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            totalReference += zeros.Apply(reference[i], leastReference);
            totalCurrent += zeros.Apply(current[i], leastCurrent);
        }

        double sum = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            double p = zeros.Apply(reference[i], leastReference) / totalReference;
            double q = zeros.Apply(current[i], leastCurrent) / totalCurrent;
            if (q > 0)
                sum += q * Math.Log(q / p);
        }

        return sum;
    }

    /// <summary>Hellinger distance √(1 − Σ √(p q)), 0 to 1.</summary>
    public static double Hellinger(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        double overlap = Overlap(reference, current);

        // (√p − √q)² sums to 2 − 2 Σ √(p q) without the cancellation of 1 − Σ √(p q).
        double sum = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            double difference = Math.Sqrt(reference[i]) - Math.Sqrt(current[i]);
            sum += difference * difference;
        }

        return double.IsNaN(overlap) ? double.NaN : Math.Sqrt(Math.Min(sum / 2, 1));
    }

    /// <summary>Bhattacharyya distance −ln Σ √(p q); infinite for disjoint shares.</summary>
    public static double Bhattacharyya(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) =>
        Math.Max(-Math.Log(Overlap(reference, current)), 0);

    /// <summary>Total variation ½ Σ |p − q|, 0 to 1.</summary>
    public static double TotalVariation(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Shares.RequireSameLength(reference.Length, current.Length);
        if (!Shares.Known(reference) || !Shares.Known(current))
            return double.NaN;

        double sum = 0;
        for (int i = 0; i < reference.Length; i++)
            sum += Math.Abs(reference[i] - current[i]);
        return sum / 2;
    }

    /// <summary>The largest difference of a share, max |p − q|, 0 to 1.</summary>
    public static double LInfinity(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Shares.RequireSameLength(reference.Length, current.Length);
        if (!Shares.Known(reference) || !Shares.Known(current))
            return double.NaN;

        double largest = 0;
        for (int i = 0; i < reference.Length; i++)
            largest = Math.Max(largest, Math.Abs(reference[i] - current[i]));
        return largest;
    }

    private static double Overlap(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Shares.RequireSameLength(reference.Length, current.Length);
        if (!Shares.Known(reference) || !Shares.Known(current))
            return double.NaN;

        double sum = 0;
        for (int i = 0; i < reference.Length; i++)
            sum += Math.Sqrt(reference[i] * current[i]);
        return sum;
    }
}
