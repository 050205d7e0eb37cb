using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>Count, mean and population deviation of numbers divided by a power of two that both sides share: tests of means do not care, and squares stay finite.</summary>
/// <param name="Count">The numbers.</param>
/// <param name="Mean">Their mean, scaled.</param>
/// <param name="StandardDeviation">Their deviation, scaled.</param>
/// <param name="Exponent">The power of two.</param>
internal readonly record struct NumberSummary(long Count, double Mean, double StandardDeviation, int Exponent)
{
    /// <summary>The deviation in the unit of the numbers.</summary>
    public double Unscaled => Math.Min(Math.ScaleB(StandardDeviation, Exponent), double.MaxValue);

    /// <summary>The power of two that brings the largest magnitude to about one.</summary>
    /// <param name="reference">Finite, ascending.</param>
    /// <param name="current">Finite, ascending.</param>
    public static int ExponentOf(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        double largest = Math.Max(Largest(reference), Largest(current));
        return largest == 0 ? 0 : Math.ILogB(largest);
    }

    public static NumberSummary Of(ReadOnlySpan<double> values, int exponent)
    {
        var moments = default(Moments);
        foreach (double value in values)
            moments.Add(Math.ScaleB(value, -exponent));
        return new NumberSummary(moments.Count, moments.Mean, moments.StandardDeviation, exponent);
    }

    private static double Largest(ReadOnlySpan<double> sorted) => sorted.IsEmpty ? 0 : Math.Max(Math.Abs(sorted[0]), Math.Abs(sorted[^1]));
}
