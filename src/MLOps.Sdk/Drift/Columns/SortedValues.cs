namespace MLOps.Sdk.Drift.Columns;

/// <summary>The values of a column in order, missing ones left out.</summary>
internal static class SortedValues
{
    /// <summary>A sorted copy without NaN.</summary>
    public static double[] Of(ReadOnlySpan<double> values)
    {
        double[] sorted = new double[values.Length];
        int count = 0;
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
                sorted[count++] = value;
        }

        Array.Resize(ref sorted, count);
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>Those that are finite: infinities stand at both ends.</summary>
    public static ReadOnlySpan<double> Finite(ReadOnlySpan<double> sorted)
    {
        int from = 0;
        int to = sorted.Length;
        while (from < to && double.IsNegativeInfinity(sorted[from]))
            from++;
        while (to > from && double.IsPositiveInfinity(sorted[to - 1]))
            to--;
        return sorted[from..to];
    }
}
