namespace MLOps.Sdk.Statistics.Cells;

/// <summary>A plain search of a few sorted numbers. The library's own boxes numbers in code that has not been optimised yet.</summary>
internal static class SortedSearch
{
    /// <summary>The numbers below a value.</summary>
    public static int CountBelow(ReadOnlySpan<double> sorted, double value)
    {
        int below = 0;
        int above = sorted.Length;
        while (below < above)
        {
            int middle = (below + above) >>> 1;
            if (sorted[middle] < value)
                below = middle + 1;
            else
                above = middle;
        }

        return below;
    }

    /// <summary>The numbers at or below a value.</summary>
    public static int CountNotAbove(ReadOnlySpan<double> sorted, double value)
    {
        int below = 0;
        int above = sorted.Length;
        while (below < above)
        {
            int middle = (below + above) >>> 1;
            if (sorted[middle] <= value)
                below = middle + 1;
            else
                above = middle;
        }

        return below;
    }
}
