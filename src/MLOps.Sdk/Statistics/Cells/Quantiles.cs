namespace MLOps.Sdk.Statistics.Cells;

/// <summary>Quantiles by linear interpolation (type 7 of Hyndman and Fan 1996; numpy's and R's default).</summary>
public static class Quantiles
{
    /// <summary>The quantile of sorted values; NaN when there are none.</summary>
    /// <param name="sorted">Finite values, ascending.</param>
    /// <param name="probability">0 to 1.</param>
    public static double Of(ReadOnlySpan<double> sorted, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        if (sorted.IsEmpty)
            return double.NaN;

        double place = (sorted.Length - 1) * probability;
        int left = (int)place;
        double low = sorted[left];
        double high = sorted[Math.Min(left + 1, sorted.Length - 1)];
        double weight = place - left;
        double distance = high - low;
        if (double.IsInfinity(distance))
            return (low * (1 - weight)) + (high * weight);

        // From the nearer end, so that the ends themselves come out exactly.
        return weight < 0.5 ? low + (distance * weight) : high - (distance * (1 - weight));
    }

    /// <summary>The inner edges of bins of equal shares, duplicates removed: <paramref name="bins"/> − 1 of them or fewer.</summary>
    /// <param name="sorted">Finite values, ascending.</param>
    /// <param name="bins">2 or more. Default 10: deciles.</param>
    public static double[] Edges(ReadOnlySpan<double> sorted, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        if (sorted.IsEmpty)
            return [];

        var edges = new List<double>(bins - 1);
        for (int i = 1; i < bins; i++)
        {
            double edge = Of(sorted, (double)i / bins);
            if (edges.Count == 0 || edge > edges[^1])
                edges.Add(edge);
        }

        return [.. edges];
    }
}
