using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// Kolmogorov-Smirnov, Wasserstein and the counts of the bins in one walk over the cells that a window touches: the same
/// figures as <see cref="KolmogorovSmirnov.FromCells"/> and <see cref="Wasserstein.FromCells"/>, in proportion to the
/// rows of the window instead of the cells of the reference. In 64 bits: see <see cref="Fits"/>.
/// </summary>
internal ref struct SparseComparison
{
    private readonly NumericCounter _reference;
    private readonly NumericCounter _window;
    private readonly BaselinePrefix _prefix;
    private long _largest;
    private long _bound;
    private GapIntegral _area;
    private bool _shared;

    public SparseComparison(NumericCounter reference, NumericCounter window, BaselinePrefix prefix)
    {
        _reference = reference;
        _window = window;
        _prefix = prefix;
    }

    /// <summary>Whether the product of the rows leaves room for sums in 64 bits.</summary>
    public static bool Fits(NumericCounter reference, NumericCounter window) => (Int128)reference.Values * window.Values < 1L << 61;

    /// <summary>The statistic and its upper bound; NaN when either side is empty.</summary>
    public readonly (double Statistic, double High) KolmogorovSmirnov => _reference.Values == 0 || _window.Values == 0
        ? (double.NaN, double.NaN)
        : (Ratio(_largest), Ratio(_bound));

    /// <summary>The distance with bounds; unknown when either side is empty or nothing is cut.</summary>
    public readonly WassersteinEstimate Wasserstein => _reference.Finite == 0 || _window.Finite == 0
        ? WassersteinEstimate.Unknown
        : WassersteinEstimate.FromUnits(_area);

    /// <summary>Walks the cells.</summary>
    /// <param name="bins">The bins.</param>
    /// <param name="counts">Receives the window's count in each bin.</param>
    public void Walk(NumericBins bins, Span<long> counts)
    {
        CountBins(bins, counts);
        Widen(Place(0, 0));
        ReadOnlySpan<CutCell> cells = _window.CutCells;
        bool areas = _reference.Finite > 0 && _window.Finite > 0;
        int next = 0;
        long g = 0;
        for (int cell = _window.Touched.Next(0); cell >= 0; cell = _window.Touched.Next(cell + 1))
        {
            ref readonly CutCell here = ref cells[cell];
            if (areas)
                AddAreas(next, cell, g);
            Compare(cell, g, here);
            g += here.InGap + here.OnCut;
            next = cell + 1;
        }

        if (areas)
            AddAreas(next, cells.Length - 1, g);
        Widen(Place(_prefix.Below(cells.Length), g));
    }

    /// <summary>
    /// Counts the window in the bins and notes whether a gap holds values of both sides. A walk of its own, because its
    /// steps do not wait for each other: it brings what the other walk needs into the cache several lines at a time.
    /// </summary>
    private void CountBins(NumericBins bins, Span<long> counts)
    {
        ReadOnlySpan<CutCell> cells = _window.CutCells;
        counts.Clear();
        int bin = 0;
        for (int cell = _window.Touched.Next(0); cell >= 0; cell = _window.Touched.Next(cell + 1))
        {
            ref readonly CutCell here = ref cells[cell];
            bin = bins.Find(cell, bin);
            counts[bin] += here.InGap + here.OnCut;
            _shared |= here.InGap > 0 & _prefix.InGap(cell) > 0;
        }

        counts[0] += _window.NegativeInfinities;
        counts[^1] += _window.PositiveInfinities;
    }

    /// <summary>F − G at the left of a cell, in units of 1 / (n m).</summary>
    private readonly long Place(long f, long g) =>
        ((f + _reference.NegativeInfinities) * _window.Values) - ((g + _window.NegativeInfinities) * _reference.Values);

    private void Compare(int cell, long g, in CutCell here)
    {
        long inGap = _prefix.InGap(cell);
        long below = _prefix.Below(cell);
        long place = Place(below, g);
        Widen(place);
        if (here.InGap > 0)
        {
            if (_shared && inGap > 0)
            {
                long up = Math.Abs(place + (inGap * _window.Values));
                long down = Math.Abs(place - (here.InGap * _reference.Values));
                _bound = Math.Max(_bound, Math.Max(up, down));
            }

            Widen(Place(below + inGap, g + here.InGap));
        }

        if (here.OnCut > 0)
        {
            Widen(Place(below + inGap, g + here.InGap));
            Widen(Place(_prefix.Below(cell + 1), g + here.InGap + here.OnCut));
        }
    }

    private void Widen(long place)
    {
        _largest = Math.Max(_largest, Math.Abs(place));
        _bound = Math.Max(_bound, _largest);
    }

    /// <summary>Adds the gaps from <paramref name="first"/> to <paramref name="last"/>; only the last can hold values of the window.</summary>
    private void AddAreas(int first, int last, long g)
    {
        if (first > last)
            return;

        // The outer gaps, and the one with values, one by one; those between together.
        int end = _reference.Cells.Cuts.Length;
        bool filled = _window.CutCells[last].InGap > 0;
        if (first == 0)
            AddGap(0, g);
        AddArea(_prefix.Between(Math.Max(first, 1), Math.Min(filled ? last - 1 : last, end - 1), _window, g));
        if (last > 0 && (filled || last == end))
            AddGap(last, g);
    }

    private void AddGap(int gap, long g)
    {
        if (_window.CutCells[gap].InGap > 0 || _prefix.InGap(gap) > 0)
            AddArea(GapIntegral.Of(_reference, _window, gap, _prefix.Below(gap), g));
    }

    private void AddArea(GapIntegral area) =>
        _area = new(_area.Value + area.Value, _area.Low + area.Low, _area.High + area.High);

    private readonly double Ratio(long difference) => (double)difference / ((double)_reference.Values * _window.Values);
}
