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
            return (Of(reference, 0, 0, 1), Of(current, 0, 0, 1));

        double unit = UnitOf(reference[0], reference[^1], current[0], current[^1]);
        double least = unit * Math.Min(reference[0], current[0]);
        double range = (unit * Math.Max(reference[^1], current[^1])) - least;
        int exponent = range > 0 ? Math.ILogB(range) : 0;
        return (Of(reference, least + (range / 2), exponent, unit), Of(current, least + (range / 2), exponent, unit));
    }

    /// <summary>The population standard deviation in the unit of the values; the largest finite number where it is beyond.</summary>
    /// <param name="sorted">Finite, ascending.</param>
    public static double DeviationOf(ReadOnlySpan<double> sorted)
    {
        if (sorted.IsEmpty)
            return double.NaN;

        double unit = UnitOf(sorted[0], sorted[^1], sorted[0], sorted[^1]);
        double range = (unit * sorted[^1]) - (unit * sorted[0]);
        return range > 0 ? Math.Min(Math.ScaleB(Of(sorted, sorted).Reference.StandardDeviation, Math.ILogB(range)) / unit, double.MaxValue) : 0;
    }

    /// <summary>Quarters, where the range would be beyond the largest number.</summary>
    private static double UnitOf(double a, double b, double c, double d) => Math.Max(b, d) - Math.Min(a, c) is double.PositiveInfinity ? 0.25 : 1;

    private static NumberSummary Of(ReadOnlySpan<double> values, double origin, int exponent, double unit)
    {
        var moments = default(Moments);
        foreach (double value in values)
            moments.Add(Math.ScaleB((unit * value) - origin, -exponent));
        return new NumberSummary(moments.Count, moments.Mean, moments.StandardDeviation);
    }
}
