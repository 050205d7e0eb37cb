using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// The reference's distribution function F, summed up once: counts below each gap, and the area under F up to each cut.
/// Between two cells that a window touches, its G is constant and F rises, so two look-ups stand for all the cells
/// between. Immutable, safe on any thread.
/// </summary>
internal sealed class BaselinePrefix
{
    private readonly NumericCounter _reference;

    // Finite reference values below gap i; the last entry is all of them.
    private readonly long[] _below;

    // ∫ F dx from the first cut to cut i, in the unit of GapIntegral.
    private readonly double[] _area;

    public BaselinePrefix(NumericCounter reference)
    {
        _reference = reference;
        ReadOnlySpan<CutCell> cells = reference.CutCells;
        _below = new long[cells.Length + 1];
        _area = new double[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            _below[i + 1] = _below[i] + cells[i].InGap + cells[i].OnCut;
            if (i == 0 || i == cells.Length - 1)
                continue;

            double right = GapIntegral.Unit * cells[i].Cut;
            double width = right - (GapIntegral.Unit * cells[i - 1].Cut);
            double n = Math.Max(reference.Finite, 1);
            double inside = cells[i].InGap == 0 ? 0 : (right - (GapIntegral.Unit * reference.GapMean(i))) * (cells[i].InGap / n);
            _area[i] = _area[i - 1] + (_below[i] / n * width) + inside;
        }
    }

    /// <summary>The finite reference values below a gap.</summary>
    public long Below(int gap) => _below[gap];

    /// <summary>∫ |F − G| dx over gaps in which the window has no value, with bounds where F crosses G inside one.</summary>
    /// <param name="first">The first of the gaps, above the first cut.</param>
    /// <param name="last">The last of the gaps, below the last cut.</param>
    /// <param name="window">The window.</param>
    /// <param name="g">The window's finite values below these gaps.</param>
    public GapIntegral Between(int first, int last, NumericCounter window, long g)
    {
        if (first > last)
            return default;

        // F ≤ G before the crossing gap, F ≥ G behind it.
        int crossing = Crossing(first, last, window.Finite, g);
        double level = (double)g / window.Finite;
        double sum = Area(first, crossing - 1, level, -1);
        if (crossing > last)
            return new(sum, sum, sum);

        bool inside = (Int128)_below[crossing] * window.Finite < (Int128)g * _reference.Finite;
        if (!inside)
        {
            sum += Area(crossing, last, level, 1);
            return new(sum, sum, sum);
        }

        sum += Area(crossing + 1, last, level, 1);
        GapIntegral at = GapIntegral.Of(_reference, window, crossing, _below[crossing], g);
        return new(sum + at.Value, sum + at.Low, sum + at.High);
    }

    /// <summary>The first gap at whose right end F is above G, or one behind the last.</summary>
    private int Crossing(int first, int last, long m, long g)
    {
        ReadOnlySpan<CutCell> cells = _reference.CutCells;
        Int128 level = (Int128)g * _reference.Finite;
        int low = first;
        int high = last + 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if ((Int128)(_below[middle] + cells[middle].InGap) * m > level)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private double Area(int first, int last, double level, int sign)
    {
        if (first > last)
            return 0;

        ReadOnlySpan<double> cuts = _reference.Cells.Cuts;
        double width = (GapIntegral.Unit * cuts[last]) - (GapIntegral.Unit * cuts[first - 1]);
        return Math.Max(sign * (_area[last] - _area[first - 1] - (level * width)), 0);
    }
}
