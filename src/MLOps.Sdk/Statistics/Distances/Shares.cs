namespace MLOps.Sdk.Statistics.Distances;

/// <summary>Counts as shares of their sum.</summary>
public static class Shares
{
    /// <summary>Divides counts by their sum.</summary>
    /// <returns>False when the sum is 0: there is nothing to compare, and the shares are NaN.</returns>
    public static bool Of(ReadOnlySpan<long> counts, Span<double> shares)
    {
        double total = 0;
        foreach (long count in counts)
            total += count;
        for (int i = 0; i < counts.Length; i++)
            shares[i] = total > 0 ? counts[i] / total : double.NaN;
        return total > 0;
    }

    /// <summary>Throws unless both have one entry for each cell.</summary>
    internal static void RequireSameLength(int reference, int current)
    {
        if (reference != current)
            throw new ArgumentException($"The reference has {reference} cells and the current values {current}; both need one share for each cell.", nameof(current));
    }

    /// <summary>Whether there is a share to compare: false for no cells and for shares that are NaN.</summary>
    internal static bool Known(ReadOnlySpan<double> shares) => !shares.IsEmpty && !double.IsNaN(shares[0]);
}
