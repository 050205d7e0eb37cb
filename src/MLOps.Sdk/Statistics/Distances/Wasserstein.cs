using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Distances;

/// <summary>
/// The Wasserstein-1 (earth mover's) distance, ∫ |F − G| dx: how far values moved on average, in the unit of the values
/// (Vallender 1974). Finite values only.
/// </summary>
public static class Wasserstein
{
    /// <summary>The distance between two samples; NaN when either is empty.</summary>
    /// <param name="reference">Finite, ascending.</param>
    /// <param name="current">Finite, ascending.</param>
    public static double Distance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (reference.IsEmpty || current.IsEmpty)
            return double.NaN;

        double sum = 0;
        int i = 0;
        int j = 0;
        double previous = Math.Min(reference[0], current[0]);
        while (i < reference.Length || j < current.Length)
        {
            double next = j == current.Length || (i < reference.Length && reference[i] <= current[j]) ? reference[i] : current[j];
            double gap = Math.Abs((double)(((long)i * current.Length) - ((long)j * reference.Length))) / ((double)reference.Length * current.Length);

            // Quarters: the width of a gap from −1e308 to 1e308 is finite, and no width loses digits.
            if (gap > 0)
                sum += gap * ((GapIntegral.Unit * next) - (GapIntegral.Unit * previous));
            previous = next;
            while (i < reference.Length && reference[i] == next)
                i++;
            while (j < current.Length && current[j] == next)
                j++;
        }

        return Math.Min(sum / GapIntegral.Unit, double.MaxValue);
    }

    /// <summary>A distance in standard deviations of the reference, at least 0.001 of them (Evidently's norm).</summary>
    /// <param name="distance">The distance in the unit of the values.</param>
    /// <param name="standardDeviation">The reference's population standard deviation.</param>
    public static double Normed(double distance, double standardDeviation) => Finite(distance / Math.Max(standardDeviation, 0.001));

    /// <summary>
    /// The distance from counts over the same cells. Exact in every gap where F − G keeps its sign, for the sums of the
    /// gaps give the integral; in the others, bounded on both sides.
    /// </summary>
    /// <exception cref="ArgumentException">The counters count in different cells.</exception>
    public static WassersteinEstimate FromCells(NumericCounter reference, NumericCounter current)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        if (!reference.Cells.SameAs(current.Cells))
            throw new ArgumentException("The counters count in different cells; only counters over one reference compare.", nameof(current));
        if (reference.Finite == 0 || current.Finite == 0)
            return WassersteinEstimate.Unknown;

        ReadOnlySpan<double> cuts = reference.Cells.Cuts;
        if (cuts.IsEmpty)
            return WholeLine(reference, current);

        ReadOnlySpan<CutCell> inReference = reference.CutCells;
        ReadOnlySpan<CutCell> inCurrent = current.CutCells;
        double perReference = 1.0 / reference.Finite;
        double perCurrent = 1.0 / current.Finite;
        double value = 0;
        double low = 0;
        double high = 0;
        long f = 0;
        long g = 0;
        for (int gap = 0; gap < inReference.Length && gap < inCurrent.Length; gap++)
        {
            ref readonly CutCell there = ref inReference[gap];
            ref readonly CutCell here = ref inCurrent[gap];
            if ((there.InGap | here.InGap) != 0)
            {
                GapIntegral integral = GapIntegral.Of(reference, current, gap, f, g);
                value += integral.Value;
                low += integral.Low;
                high += integral.High;
            }
            else if (gap > 0 && gap < cuts.Length)
            {
                // Nothing inside: F − G is constant. Most gaps of a small window are of this kind.
                double empty = Math.Abs((f * perReference) - (g * perCurrent)) * ((GapIntegral.Unit * cuts[gap]) - (GapIntegral.Unit * cuts[gap - 1]));
                value += empty;
                low += empty;
                high += empty;
            }

            f += there.InGap + there.OnCut;
            g += here.InGap + here.OnCut;
        }

        return WassersteinEstimate.FromUnits(new GapIntegral(value, low, high));
    }

    private static WassersteinEstimate WholeLine(NumericCounter reference, NumericCounter current)
    {
        double low = Math.Abs(reference.Mean - current.Mean);
        double high = Math.Max(reference.Maximum, current.Maximum) - Math.Min(reference.Minimum, current.Minimum);
        return new WassersteinEstimate(Finite(low), Finite(low), Finite(high));
    }

    private static double Finite(double value) => Math.Min(value, double.MaxValue);
}
