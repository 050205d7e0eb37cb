using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// Counts values in the cells of a line, with the sum of the values in each gap, their moments, least and greatest.
/// Counters over the same cells add (replicas) and subtract (sliding windows).
/// </summary>
/// <remarks>
/// NaN is a missing value and is counted apart. −∞ and +∞ lie below the first and above the last cell and are counted
/// apart: they take part in order (Kolmogorov-Smirnov, shares of the outer bins) and in nothing that needs their size.
/// Single owner: no method is safe beside another. Adding a value takes no memory.
/// </remarks>
public sealed class NumericCounter
{
    // Values that are searched side by side.
    private const int Chunk = 64;

    // One for each cut, and one behind them for the gap above the last.
    private readonly CutCell[] _cells;
    private readonly CutIndex _index;
    private readonly TouchedCells _touched;

    // The sums of the gaps are scaled by 2^_exponent, so that none can overflow.
    private readonly int _exponent;
    private readonly double _scale;
    private double _hugeBelow;
    private double _hugeAbove;
    private Moments _moments;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    /// <summary>An empty counter.</summary>
    public NumericCounter(NumericCells cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        Cells = cells;
        _index = cells.Index;
        ReadOnlySpan<double> cuts = cells.Cuts;
        _cells = new CutCell[cuts.Length + 1];
        _touched = new TouchedCells(_cells.Length);
        _cells[^1].Cut = double.PositiveInfinity;
        for (int i = 0; i < cuts.Length; i++)
            _cells[i].Cut = cuts[i];
        bool huge = !cuts.IsEmpty && Math.Max(-cuts[0], cuts[^1]) > Moments.Ordinary;
        _exponent = huge ? Moments.HugeExponent : 0;
        _scale = Math.ScaleB(1, _exponent);
    }

    /// <summary>The cells that are counted in.</summary>
    public NumericCells Cells { get; }

    /// <summary>Values at −∞.</summary>
    public long NegativeInfinities { get; private set; }

    /// <summary>Values at +∞.</summary>
    public long PositiveInfinities { get; private set; }

    /// <summary>Missing values (NaN).</summary>
    public long Missing { get; private set; }

    /// <summary>Finite values.</summary>
    public long Finite => _moments.Count;

    /// <summary>Values that are not missing, infinite ones included.</summary>
    public long Values => Finite + NegativeInfinities + PositiveInfinities;

    /// <summary>Values and missing values.</summary>
    public long Rows => Values + Missing;

    /// <summary>The mean of the finite values; NaN when there are none.</summary>
    public double Mean => _moments.Mean;

    /// <summary>The population standard deviation of the finite values; NaN when there are none.</summary>
    public double StandardDeviation => _moments.StandardDeviation;

    /// <summary>The least finite value; NaN when there are none. After a subtraction: a lower bound.</summary>
    public double Minimum => Finite == 0 ? double.NaN : _minimum;

    /// <summary>The greatest finite value; NaN when there are none. After a subtraction: an upper bound.</summary>
    public double Maximum => Finite == 0 ? double.NaN : _maximum;

    /// <summary>Counts a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        // Written so that NaN takes the side road with the infinities and the huge.
        if (!(Math.Abs(value) <= Moments.Ordinary))
        {
            AddExtraordinary(value);
            return;
        }

        AddAt(Find(value), value);
    }

    /// <summary>Counts values.</summary>
    [SkipLocalsInit]
    public void Add(ReadOnlySpan<double> values)
    {
        Span<int> places = stackalloc int[Chunk];
        for (int from = 0; from < values.Length; from += Chunk)
        {
            ReadOnlySpan<double> some = values.Slice(from, Math.Min(Chunk, values.Length - from));
            if (TryFindAll(some, places))
            {
                AddAll(places, some);
                continue;
            }

            foreach (double value in some)
                Add(value);
        }
    }

    /// <summary>Adds what another counter counted.</summary>
    /// <exception cref="ArgumentException">It counts in other cells.</exception>
    public void Add(NumericCounter other)
    {
        Combine(other, 1);
        _moments.Add(other._moments);
        _minimum = Math.Min(_minimum, other._minimum);
        _maximum = Math.Max(_maximum, other._maximum);
    }

    /// <summary>Takes away what was added before. Counts are exact; sums, mean and deviation within rounding.</summary>
    /// <exception cref="ArgumentException">It counts in other cells.</exception>
    public void Subtract(NumericCounter other)
    {
        Combine(other, -1);
        _moments.Subtract(other._moments);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        for (int i = _touched.Next(0); i >= 0; i = _touched.Next(i + 1))
            (_cells[i].InGap, _cells[i].GapSum, _cells[i].OnCut) = (0, 0, 0);
        _touched.Clear();
        (NegativeInfinities, PositiveInfinities, Missing) = (0, 0, 0);
        (_hugeBelow, _hugeAbove) = (0, 0);
        _moments = default;
        (_minimum, _maximum) = (double.PositiveInfinity, double.NegativeInfinity);
    }

    /// <summary>The count of a cell; see <see cref="NumericCells"/> for their order.</summary>
    public long CountOf(int cell)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)cell, (uint)Cells.Count, nameof(cell));
        ref readonly CutCell at = ref _cells[cell / 2];
        return cell % 2 == 0 ? at.InGap : at.OnCut;
    }

    /// <summary>The mean of the values in a gap, or NaN when it is empty.</summary>
    /// <param name="gap">Gap i lies below cut i; the last lies above the last cut.</param>
    public double GapMean(int gap)
    {
        ref readonly CutCell cell = ref _cells[gap];
        if (cell.InGap == 0)
            return double.NaN;

        double huge = (gap == 0 ? _hugeBelow : 0) + (gap == _cells.Length - 1 ? _hugeAbove : 0);
        double mean = cell.GapSum / cell.InGap;
        if (_exponent != 0 || huge != 0)
            mean = Math.ScaleB(mean, -_exponent) + Math.ScaleB(huge / cell.InGap, -Moments.HugeExponent);
        return double.IsFinite(mean) ? mean : Math.CopySign(double.MaxValue, mean);
    }

    /// <summary>Whether the sums of the gaps are in the unit of the values: no cut and no value needed another scale.</summary>
    internal bool IsOrdinary => _exponent == 0 && _hugeBelow == 0 && _hugeAbove == 0;

    /// <summary>The cuts with their counts; the last entry is the gap above the last cut.</summary>
    internal ReadOnlySpan<CutCell> CutCells => _cells;

    /// <summary>Those of them that may hold anything.</summary>
    internal TouchedCells Touched => _touched;

    /// <summary>The place of the cut cell that a finite value is counted in; for other values, some place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find(double value) => CutCell.Find(ref MemoryMarshal.GetArrayDataReference(_cells), _index, value);

    /// <summary>
    /// The places of some values. Step by step for all of them, because searches that do not wait for each other wait for
    /// memory together: first their buckets, then the cells where these begin, then what is left of the search.
    /// </summary>
    /// <returns>False when a value is not ordinary; the places then mean nothing.</returns>
    [SkipLocalsInit]
    private bool TryFindAll(ReadOnlySpan<double> values, Span<int> places)
    {
        Span<int> undecided = stackalloc int[Chunk];
        ref CutCell first = ref MemoryMarshal.GetArrayDataReference(_cells);
        bool ordinary = true;
        foreach (double value in values)
            ordinary &= Math.Abs(value) <= Moments.Ordinary;
        if (!ordinary)
            return false;
        for (int i = 0; i < values.Length; i++)
            (places[i], undecided[i]) = _index.Narrow(values[i]);
        for (int i = 0; i < values.Length; i++)
            CutCell.Fetch(ref Unsafe.Add(ref first, places[i]));
        for (int i = 0; i < values.Length; i++)
            places[i] = CutCell.Find(ref first, places[i], undecided[i], values[i]);
        return true;
    }

    /// <summary>Counts values whose places are known: what is summed over all of them is summed apart from the cells.</summary>
    private void AddAll(ReadOnlySpan<int> places, ReadOnlySpan<double> values)
    {
        ref CutCell cells = ref MemoryMarshal.GetArrayDataReference(_cells);
        ref ulong words = ref MemoryMarshal.GetArrayDataReference(_touched.Words);
        double scale = _scale;
        double least = _minimum;
        double greatest = _maximum;
        for (int i = 0; i < values.Length; i++)
        {
            int place = places[i];
            double value = values[i];
            Unsafe.Add(ref words, place >> 6) |= 1UL << place;
            ref CutCell cell = ref Unsafe.Add(ref cells, place);
            int onCut = cell.Cut == value ? 1 : 0;
            cell.OnCut += onCut;
            cell.InGap += 1 - onCut;
            cell.GapSum += (1 - onCut) * value * scale;
            least = double.MinNative(least, value);
            greatest = double.MaxNative(greatest, value);
        }

        (_minimum, _maximum) = (least, greatest);
        _moments.Add(values);
    }

    /// <summary>Counts a value whose place is known.</summary>
    /// <param name="place">What <see cref="Find"/> gave for it.</param>
    /// <param name="value">At most <see cref="Moments.Ordinary"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddAt(int place, double value)
    {
        // Without bounds checks: a search ends at one of the cells, and each has a bit.
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_touched.Words), place >> 6) |= 1UL << place;
        ref CutCell cell = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_cells), place);
        int onCut = cell.Cut == value ? 1 : 0;
        cell.OnCut += onCut;
        cell.InGap += 1 - onCut;
        cell.GapSum += (1 - onCut) * value * _scale;
        _moments.Add(value);
        _minimum = double.MinNative(_minimum, value);
        _maximum = double.MaxNative(_maximum, value);
    }

    /// <summary>A counter with everything as it was when its parts were read: for profiles stored as text.</summary>
    internal static NumericCounter Restore(NumericCells cells, in NumericCounts parts)
    {
        var counter = new NumericCounter(cells)
        {
            NegativeInfinities = parts.NegativeInfinities,
            PositiveInfinities = parts.PositiveInfinities,
            Missing = parts.Missing,
        };
        long finite = 0;
        foreach ((int cell, long count, double gapMean) in parts.Cells)
        {
            finite += count;
            counter._touched.Mark(cell / 2);
            ref CutCell at = ref counter._cells[cell / 2];
            if (cell % 2 == 0)
                (at.InGap, at.GapSum) = (count, Math.ScaleB(gapMean, counter._exponent) * count);
            else
                at.OnCut = count;
        }

        if (finite > 0)
        {
            counter._moments = Moments.Of(finite, parts.Mean, parts.StandardDeviation);
            (counter._minimum, counter._maximum) = (parts.Minimum, parts.Maximum);
        }

        return counter;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddExtraordinary(double value)
    {
        if (double.IsNaN(value))
        {
            Missing++;
            return;
        }

        if (double.IsInfinity(value))
        {
            if (value < 0)
                NegativeInfinities++;
            else
                PositiveInfinities++;
            return;
        }

        int place = Find(value);
        _touched.Mark(place);
        ref CutCell cell = ref _cells[place];
        if (cell.Cut == value)
            cell.OnCut++;
        else
            AddHugeToGap(ref cell, value);
        _moments.AddHuge(value);
        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);
    }

    private void AddHugeToGap(ref CutCell cell, double value)
    {
        cell.InGap++;
        double scaled = Math.ScaleB(value, Moments.HugeExponent);
        if (_exponent != 0)
            cell.GapSum += scaled;
        else if (value < 0)
            _hugeBelow += scaled;
        else
            _hugeAbove += scaled;
    }

    private void Combine(NumericCounter other, int sign)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Cells.SameAs(other.Cells))
            throw new ArgumentException($"The counters count in different cells ({Cells.Cuts.Length} and {other.Cells.Cuts.Length} cuts). Only counters over one reference combine.", nameof(other));

        _touched.MarkAll(other._touched);
        for (int i = other._touched.Next(0); i >= 0; i = other._touched.Next(i + 1))
        {
            ref CutCell mine = ref _cells[i];
            ref CutCell theirs = ref other._cells[i];
            mine.InGap += sign * theirs.InGap;
            mine.GapSum += sign * theirs.GapSum;
            mine.OnCut += sign * theirs.OnCut;
        }

        NegativeInfinities += sign * other.NegativeInfinities;
        PositiveInfinities += sign * other.PositiveInfinities;
        Missing += sign * other.Missing;
        _hugeBelow += sign * other._hugeBelow;
        _hugeAbove += sign * other._hugeAbove;
    }
}
