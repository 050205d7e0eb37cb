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
    private readonly long[] _counts;

    // Sums of the values in each gap, scaled by 2^_exponent so that none can overflow.
    private readonly double[] _gapSums;
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
        _counts = new long[cells.Count];
        _gapSums = new double[cells.Cuts.Length + 1];
        ReadOnlySpan<double> cuts = cells.Cuts;
        bool huge = !cuts.IsEmpty && Math.Max(-cuts[0], cuts[^1]) > Moments.Ordinary;
        _exponent = huge ? Moments.HugeExponent : 0;
        _scale = Math.ScaleB(1, _exponent);
    }

    /// <summary>The cells that are counted in.</summary>
    public NumericCells Cells { get; }

    /// <summary>The count of each cell; see <see cref="NumericCells"/> for their order.</summary>
    public ReadOnlySpan<long> Counts => _counts;

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

        int gap = Count(value);
        if (gap >= 0)
            _gapSums[gap] += value * _scale;
        _moments.Add(value);
        _minimum = double.MinNative(_minimum, value);
        _maximum = double.MaxNative(_maximum, value);
    }

    /// <summary>Counts values.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
            Add(value);
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
        Array.Clear(_counts);
        Array.Clear(_gapSums);
        (NegativeInfinities, PositiveInfinities, Missing) = (0, 0, 0);
        (_hugeBelow, _hugeAbove) = (0, 0);
        _moments = default;
        (_minimum, _maximum) = (double.PositiveInfinity, double.NegativeInfinity);
    }

    /// <summary>The mean of the values in a gap, or NaN when it is empty.</summary>
    /// <param name="gap">Gap i lies below cut i; the last lies above the last cut.</param>
    public double GapMean(int gap)
    {
        long count = _counts[2 * gap];
        if (count == 0)
            return double.NaN;

        double huge = (gap == 0 ? _hugeBelow : 0) + (gap == _gapSums.Length - 1 ? _hugeAbove : 0);
        double mean = Math.ScaleB(_gapSums[gap] / count, -_exponent) + Math.ScaleB(huge / count, -Moments.HugeExponent);
        return double.IsFinite(mean) ? mean : Math.CopySign(double.MaxValue, mean);
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
            counter._counts[cell] = count;
            finite += count;
            if (cell % 2 == 0)
                counter._gapSums[cell / 2] = Math.ScaleB(gapMean, counter._exponent) * count;
        }

        if (finite > 0)
        {
            counter._moments = Moments.Of(finite, parts.Mean, parts.StandardDeviation);
            (counter._minimum, counter._maximum) = (parts.Minimum, parts.Maximum);
        }

        return counter;
    }

    /// <summary>Counts in the value's cell; returns its gap, or −1 when it lies on a cut.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Count(double value)
    {
        int below = Cells.CountBelow(value);
        ReadOnlySpan<double> cuts = Cells.Cuts;
        bool onCut = below < cuts.Length && cuts[below] == value;

        // There are twice as many cells as cuts and one more, so the place is inside.
        ref long counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        Unsafe.Add(ref counts, (2 * below) + (onCut ? 1 : 0))++;
        return onCut ? -1 : below;
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

        int gap = Count(value);
        if (gap >= 0)
            AddHugeToGap(gap, value);
        _moments.AddHuge(value);
        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);
    }

    private void AddHugeToGap(int gap, double value)
    {
        double scaled = Math.ScaleB(value, Moments.HugeExponent);
        if (_exponent != 0)
            _gapSums[gap] += scaled;
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

        for (int i = 0; i < _counts.Length; i++)
            _counts[i] += sign * other._counts[i];
        for (int i = 0; i < _gapSums.Length; i++)
            _gapSums[i] += sign * other._gapSums[i];
        NegativeInfinities += sign * other.NegativeInfinities;
        PositiveInfinities += sign * other.PositiveInfinities;
        Missing += sign * other.Missing;
        _hugeBelow += sign * other._hugeBelow;
        _hugeAbove += sign * other._hugeAbove;
    }
}
