using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// The reference's distribution function F, summed up once: counts below each gap, and the area under F up to each cut.
/// Between two cells that a window touches, its G is constant and F rises, so two look-ups stand for all the cells
/// between. Immutable, safe on any thread.
/// </summary>
internal sealed class BaselinePrefix
{
    /// <summary>What is known at a gap and the cut above it, in one place in memory.</summary>
    /// <param name="Below">Finite reference values below the gap.</param>
    /// <param name="InGap">Reference values inside the gap.</param>
    /// <param name="Cut">The cut, in the unit of <see cref="GapIntegral"/>.</param>
    /// <param name="Area">∫ F dx from the first cut to this one, in the same unit.</param>
    internal readonly record struct Mark(long Below, long InGap, double Cut, double Area);

    private readonly NumericCounter _reference;
    private readonly Mark[] _marks;

    public BaselinePrefix(NumericCounter reference)
    {
        _reference = reference;
        ReadOnlySpan<CutCell> cells = reference.CutCells;
        _marks = new Mark[cells.Length + 1];
        double n = Math.Max(reference.Finite, 1);
        long below = 0;
        double area = 0;
        for (int i = 0; i < cells.Length; i++)
        {
            double cut = GapIntegral.Unit * cells[i].Cut;
            if (i > 0 && i < cells.Length - 1)
            {
                double width = cut - _marks[i - 1].Cut;
                double inside = cells[i].InGap == 0 ? 0 : (cut - (GapIntegral.Unit * reference.GapMean(i))) * (cells[i].InGap / n);
                area += (below / n * width) + inside;
            }

            _marks[i] = new Mark(below, cells[i].InGap, cut, area);
            below += cells[i].InGap + cells[i].OnCut;
        }

        _marks[^1] = new Mark(below, 0, double.PositiveInfinity, area);
    }

    /// <summary>A mark for each gap, and one behind the last: there, all values are below.</summary>
    public ReadOnlySpan<Mark> Marks => _marks;

    /// <summary>The finite reference values below a gap; behind the last gap, all of them.</summary>
    public long Below(int gap) => _marks[gap].Below;

    /// <summary>The reference values inside a gap.</summary>
    public long InGap(int gap) => _marks[gap].InGap;

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

        bool inside = _marks[crossing].Below * window.Finite < g * _reference.Finite;
        if (!inside)
        {
            sum += Area(crossing, last, level, 1);
            return new(sum, sum, sum);
        }

        sum += Area(crossing + 1, last, level, 1);
        GapIntegral at = GapIntegral.Of(_reference, window, crossing, _marks[crossing].Below, g);
        return new(sum + at.Value, sum + at.Low, sum + at.High);
    }

    /// <summary>The first gap at whose right end F is above G, or one behind the last.</summary>
    private int Crossing(int first, int last, long m, long g)
    {
        long level = g * _reference.Finite;
        if (!Above(last))
            return last + 1;
        if (Above(first)) // as nearly always: both sides rarely meet
            return first;

        int low = first;
        int high = last;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Above(middle))
                high = middle;
            else
                low = middle + 1;
        }

        return low;

        bool Above(int gap) => (_marks[gap].Below + _marks[gap].InGap) * m > level;
    }

    private double Area(int first, int last, double level, int sign)
    {
        if (first > last)
            return 0;

        ref readonly Mark right = ref _marks[last];
        ref readonly Mark left = ref _marks[first - 1];
        return Math.Max(sign * (right.Area - left.Area - (level * (right.Cut - left.Cut))), 0);
    }
}
