using System.Buffers;
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
        int[] rented = ArrayPool<int>.Shared.Rent(_window.Touched.Count);
        ReadOnlySpan<int> touched = rented.AsSpan(0, _window.Touched.CopyTo(rented));
        CountBins(touched, bins, counts);
        WalkDistances(touched);
        if (_reference.Finite > 0 && _window.Finite > 0)
            WalkAreas(touched);
        ArrayPool<int>.Shared.Return(rented);
    }

    /// <summary>
    /// Counts the window in the bins and notes whether a gap holds values of both sides. A walk of its own, because its
    /// steps do not wait for each other: it brings what the other walks need into the cache several lines at a time.
    /// </summary>
    private void CountBins(ReadOnlySpan<int> touched, NumericBins bins, Span<long> counts)
    {
        ReadOnlySpan<CutCell> cells = _window.CutCells;
        ReadOnlySpan<BaselinePrefix.Mark> marks = _prefix.Marks;
        counts.Clear();
        int bin = 0;
        bool shared = false;
        foreach (int cell in touched)
        {
            ref readonly CutCell here = ref cells[cell];
            bin = bins.Find(cell, bin);
            counts[bin] += here.InGap + here.OnCut;
            shared |= here.InGap > 0 & marks[cell].InGap > 0;
        }

        _shared = shared;
        counts[0] += _window.NegativeInfinities;
        counts[^1] += _window.PositiveInfinities;
    }

    /// <summary>
    /// |F − G| is largest beside one of the cells that the window touches, or at an end: three places for each of them,
    /// looked at without asking which of them are needed, because a wrong guess costs more than a look. In units of 1 / (n m).
    /// </summary>
    private void WalkDistances(ReadOnlySpan<int> touched)
    {
        ReadOnlySpan<CutCell> cells = _window.CutCells;
        ReadOnlySpan<BaselinePrefix.Mark> marks = _prefix.Marks;
        long n = _reference.Values;
        long m = _window.Values;
        long f = _reference.NegativeInfinities;
        long g = _window.NegativeInfinities * n;
        long largest = Math.Abs((f * m) - g);
        long bound = 0;
        bool shared = _shared;
        foreach (int cell in touched)
        {
            ref readonly CutCell here = ref cells[cell];
            ref readonly BaselinePrefix.Mark mark = ref marks[cell];
            long left = ((f + mark.Below) * m) - g;
            long inGap = mark.InGap * m;
            if (shared && here.InGap > 0 && inGap > 0)
                bound = Math.Max(bound, Math.Max(Math.Abs(left + inGap), Math.Abs(left - (here.InGap * n))));
            long below = left + inGap - (here.InGap * n);
            g += (here.InGap + here.OnCut) * n;
            long right = ((f + marks[cell + 1].Below) * m) - g;
            largest = Math.Max(Math.Max(largest, Math.Abs(left)), Math.Max(Math.Abs(below), Math.Abs(right)));
        }

        _largest = Math.Max(largest, Math.Abs(((f + marks[cells.Length].Below) * m) - g));
        _bound = Math.Max(bound, _largest);
    }

    /// <summary>∫ |F − G| dx, gap by gap where the window has values and in one step where it has none.</summary>
    private void WalkAreas(ReadOnlySpan<int> touched)
    {
        ReadOnlySpan<CutCell> cells = _window.CutCells;
        ReadOnlySpan<BaselinePrefix.Mark> marks = _prefix.Marks;
        long n = _reference.Finite;
        long m = _window.Finite;
        double perReference = 1.0 / n;
        double perWindow = 1.0 / m;
        int last = _window.IsOrdinary ? cells.Length - 1 : 0;
        double area = 0;
        int next = 0;
        long g = 0;
        foreach (int cell in touched)
        {
            ref readonly CutCell here = ref cells[cell];
            if (next == 0 || cell >= last)
            {
                AddAreas(next, cell, g);
            }
            else
            {
                ref readonly BaselinePrefix.Mark before = ref marks[cell - 1];
                ref readonly BaselinePrefix.Mark mark = ref marks[cell];
                if (cell > next)
                {
                    // Gaps without values of the window: one difference, unless F crosses G there.
                    ref readonly BaselinePrefix.Mark start = ref marks[next - 1];
                    if (marks[next].Below * m >= g * n | (before.Below + before.InGap) * m <= g * n)
                        area += Math.Abs(before.Area - start.Area - (g * perWindow * (before.Cut - start.Cut)));
                    else
                        AddArea(_prefix.Between(next, cell - 1, _window, g));
                }

                // The gap of the cell, full or empty: exact unless F − G changes its sign in it.
                double left = (mark.Below * perReference) - (g * perWindow);
                double right = ((mark.Below + mark.InGap) * perReference) - ((g + here.InGap) * perWindow);
                if (left * right >= 0 & (here.InGap == 0 | mark.InGap == 0))
                    area += Math.Abs(mark.Area - before.Area - (((g * (mark.Cut - before.Cut)) + (here.InGap * mark.Cut) - (GapIntegral.Unit * here.GapSum)) * perWindow));
                else
                    AddGap(cell, g);
            }

            g += here.InGap + here.OnCut;
            next = cell + 1;
        }

        AddArea(new GapIntegral(area, area, area));
        AddAreas(next, cells.Length - 1, g);
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
