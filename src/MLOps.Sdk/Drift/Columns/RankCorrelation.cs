using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>Spearman's correlation of each value with the one before it: not swayed by far values.</summary>
internal static class RankCorrelation
{
    private const int FewestValues = 20;

    /// <summary>The correlation; null with fewer than 20 values, and for a constant.</summary>
    /// <param name="values">In the order in which they came; NaN is left out.</param>
    public static double? OfNeighbours(ReadOnlySpan<double> values)
    {
        double[] sorted = SortedValues.Of(values);
        if (sorted.Length < FewestValues || sorted[0] == sorted[^1])
            return null;

        double middle = sorted.Length / 2.0;
        double squares = 0;
        double products = 0;
        double before = double.NaN;
        foreach (double value in values)
        {
            if (double.IsNaN(value))
                continue;
            double rank = ((SortedSearch.CountBelow(sorted, value) + SortedSearch.CountNotAbove(sorted, value)) / 2.0) - middle;
            squares += rank * rank;
            if (!double.IsNaN(before))
                products += rank * before;
            before = rank;
        }

        return Math.Clamp(products / squares, -1, 1);
    }
}
