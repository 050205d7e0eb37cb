using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>
/// Count, mean and population deviation of numbers after a shift and a division that both sides share: tests of means do
/// not care, squares stay finite, and what is far from zero keeps its digits.
/// </summary>
/// <param name="Count">The numbers.</param>
/// <param name="Mean">Their mean, shifted and scaled.</param>
/// <param name="StandardDeviation">Their deviation, scaled.</param>
internal readonly record struct NumberSummary(long Count, double Mean, double StandardDeviation)
{
    /// <summary>Both sides alike.</summary>
    /// <param name="reference">Finite, ascending.</param>
    /// <param name="current">Finite, ascending.</param>
    public static (NumberSummary Reference, NumberSummary Current) Of(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (reference.IsEmpty || current.IsEmpty)
            return (Of(reference, 0, 0), Of(current, 0, 0));

        // Quarters, so that the range from −1e308 to 1e308 is finite; the middle is as far from both ends.
        double least = Math.Min(reference[0], current[0]) / 4;
        double greatest = Math.Max(reference[^1], current[^1]) / 4;
        double range = greatest - least;
        double origin = least + (range / 2);
        int exponent = range > 0 ? Math.ILogB(range) : 0;
        return (Of(reference, origin, exponent), Of(current, origin, exponent));
    }

    /// <summary>The population standard deviation in the unit of the values; the largest finite number where it is beyond.</summary>
    /// <param name="sorted">Finite, ascending.</param>
    public static double DeviationOf(ReadOnlySpan<double> sorted)
    {
        (NumberSummary own, _) = Of(sorted, sorted);
        double range = sorted.IsEmpty ? 0 : (sorted[^1] / 4) - (sorted[0] / 4);
        return range > 0 ? Math.Min(4 * Math.ScaleB(own.StandardDeviation, Math.ILogB(range)), double.MaxValue) : own.StandardDeviation;
    }

    private static NumberSummary Of(ReadOnlySpan<double> values, double origin, int exponent)
    {
        var moments = default(Moments);
        foreach (double value in values)
            moments.Add(Math.ScaleB((value / 4) - origin, -exponent));
        return new NumberSummary(moments.Count, moments.Mean, moments.StandardDeviation);
    }
}
