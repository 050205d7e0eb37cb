using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Distances;

/// <summary>
/// ∫ |F − G| dx over one gap of the cells, from the counts and the means of the values inside. In quarters of the unit
/// of the values, so that the width of a gap from −1e308 to 1e308 is finite.
/// </summary>
internal readonly record struct GapIntegral(double Value, double Low, double High)
{
    /// <summary>By which values are multiplied before they are subtracted from one another.</summary>
    public const double Unit = 0.25;

    private const int MostSteps = 1_000;

    public static GapIntegral Of(NumericCounter reference, NumericCounter current, int gap, long f, long g)
    {
        ReadOnlySpan<double> cuts = reference.Cells.Cuts;
        long n = reference.Finite;
        long m = current.Finite;
        long inReference = reference.CutCells[gap].InGap;
        long inCurrent = current.CutCells[gap].InGap;
        double start = (double)f / n - (double)g / m;
        double end = (double)(f + inReference) / n - (double)(g + inCurrent) / m;

        // The outer gaps end at a value, not at infinity: F = G beyond it.
        double left = Unit * (gap > 0 ? cuts[gap - 1] : Math.Min(Least(reference, inReference), Least(current, inCurrent)));
        double right = Unit * (gap < cuts.Length ? cuts[gap] : Math.Max(Greatest(reference, inReference), Greatest(current, inCurrent)));

        // ∫ F dx over [left, right] = F(left) (right − left) + Σ (right − x) / n over the values x inside.
        double width = right - left;
        double integral = (start * width)
            + Share(inReference, n, right, reference, gap)
            - Share(inCurrent, m, right, current, gap);
        double low = Math.Abs(integral);
        if (inReference == 0 || inCurrent == 0)
        {
            // F − G is monotone here: between its values at both ends.
            if (start * end >= 0)
                return new(low, low, low);

            // |F − G| is convex in G, whose mean is known: it is largest when all the values lie at their mean.
            NumericCounter inside = inReference == 0 ? current : reference;
            double mean = Unit * inside.GapMean(gap);
            double high = Math.Max((Math.Abs(start) * (mean - left)) + (Math.Abs(end) * (right - mean)), low);
            long count = inReference + inCurrent;
            return count switch
            {
                1 => new(high, high, high),
                <= MostSteps => new(Math.Clamp(Spread(start, end, mean, left, right, (int)count), low, high), low, high),
                _ => new((low + high) / 2, low, high),
            };
        }

        double top = Math.Max(Math.Abs(start + ((double)inReference / n)), Math.Abs(start - ((double)inCurrent / m)));
        double most = Math.Max(top * width, low);
        double likely = start * end >= 0 ? low : Math.Max(low, (Math.Abs(start) + Math.Abs(end)) / 4 * width);
        return new(Math.Min(likely, most), low, most);
    }

    /// <summary>The integral if the values lay evenly around their mean, as far apart as the gap allows.</summary>
    private static double Spread(double start, double end, double mean, double left, double right, int count)
    {
        double reach = Math.Min(mean - left, right - mean);
        double step = (end - start) / count;
        double previous = left;
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            double next = mean + (reach * ((((2 * i) + 1.0) / count) - 1));
            sum += Math.Abs(start + (step * i)) * (next - previous);
            previous = next;
        }

        return sum + (Math.Abs(end) * (right - previous));
    }

    private static double Share(long inside, long all, double right, NumericCounter counter, int gap) =>
        inside == 0 ? 0 : (right - (Unit * counter.GapMean(gap))) * ((double)inside / all);

    private static double Least(NumericCounter counter, long inside) => inside == 0 ? double.PositiveInfinity : counter.Minimum;

    private static double Greatest(NumericCounter counter, long inside) => inside == 0 ? double.NegativeInfinity : counter.Maximum;
}
