using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// Turns rows, given by their bins, into numbers that are independent and uniform on [0, 1) as long as reference and
/// stream are exchangeable: smoothed conformal p-values (Vovk, Gammerman and Shafer 2005). Single owner.
/// </summary>
/// <remarks>
/// The pool starts with the reference and takes in each row: u = (rows in lower bins + τ · rows in the same bin) / rows,
/// the new one included, with τ uniform. Bins lie in about √bins blocks; the rows below a bin are those of earlier
/// blocks and those of earlier bins in its block, both kept summed: a row changes about √bins sums, by vectors and
/// without a branch that depends on data. Counts are doubles, which count exactly up to 2⁵³ and need no conversion.
/// </remarks>
internal sealed class ConformalRanks
{
    private const int SmallBits = 3;
    private const int SmallSize = 1 << SmallBits;

    // Read from a place on, it adds one to every sum above that place. A span of constants would be an array for each row
    // where code is not optimised.
    private static readonly double[] Ladder = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1];

    private readonly double[] _counts;
    private readonly double[] _belowInBlock;
    private readonly double[] _belowBlock;
    private readonly int _blockBits;
    private readonly ulong _seed;
    private double _rows;
    private ulong _place;

    public ConformalRanks(ReadOnlySpan<long> reference, ulong seed)
    {
        _seed = CounterRandom.Start(seed);
        _blockBits = SmallBits;
        while ((1L << (2 * _blockBits)) < reference.Length)
            _blockBits++;
        int size = 1 << _blockBits;
        int blocks = (reference.Length + size - 1) / size;
        Count = reference.Length;
        _counts = new double[blocks * size];
        _belowInBlock = new double[blocks * size];
        _belowBlock = new double[(blocks + SmallSize - 1) / SmallSize * SmallSize];
        for (int bin = 0; bin < reference.Length; bin++)
            _counts[bin] = reference[bin];
        Sum();
    }

    /// <summary>The bins.</summary>
    public int Count { get; }

    /// <summary>Takes in rows, one after the other.</summary>
    /// <param name="bins">Their bins, at most <see cref="RowsAhead.Rows"/>, below <see cref="Count"/>; not checked here.</param>
    /// <param name="ranks">Receives their smoothed ranks, as many; not checked here.</param>
    [SkipLocalsInit]
    public void Next(ReadOnlySpan<int> bins, Span<double> ranks)
    {
        // What a row needs and does not depend on it is worked out for all of them at once: τ, and the reciprocal of the rows there are.
        Span<double> ties = stackalloc double[RowsAhead.Rows];
        Span<double> shares = stackalloc double[RowsAhead.Rows];
        for (int row = 0; row < bins.Length; row++)
        {
            ties[row] = CounterRandom.At(_seed, _place + (ulong)row);
            shares[row] = 1.0 / (_rows + (row + 1)); // whole numbers: each sum is exact
        }

        _place += (ulong)bins.Length;
        _rows += bins.Length;
        ref double tie = ref MemoryMarshal.GetReference(ties);
        ref double share = ref MemoryMarshal.GetReference(shares);
        ref double counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        ref double inBlocks = ref MemoryMarshal.GetArrayDataReference(_belowInBlock);
        ref double blocks = ref MemoryMarshal.GetArrayDataReference(_belowBlock);
        ref double ladder = ref MemoryMarshal.GetArrayDataReference(Ladder);
        ref double rank = ref MemoryMarshal.GetReference(ranks);
        int bits = _blockBits;
        foreach (int bin in bins)
        {
            int block = bin >>> bits;
            ref double count = ref Unsafe.Add(ref counts, (nint)(uint)bin);
            double below = Unsafe.Add(ref blocks, (nint)(uint)block) + Unsafe.Add(ref inBlocks, (nint)(uint)bin);
            double counted = count + 1;
            count = counted;
            if (bits == SmallBits)
            {
                AddAbove(ref Unsafe.Add(ref inBlocks, (nint)(uint)(block << SmallBits)), bin & (SmallSize - 1), ref ladder);
                AddAbove(ref blocks, block, ref ladder);
            }
            else
            {
                AddAboveInMany(bin, block, 1);
            }

            rank = (below + (tie * counted)) * share;
            rank = ref Unsafe.Add(ref rank, 1);
            tie = ref Unsafe.Add(ref tie, 1);
            share = ref Unsafe.Add(ref share, 1);
        }
    }

    /// <summary>Takes rows back, the last that were taken in: they were ranked ahead of an alarm that ends what they were ranked for. Exact, as counts are whole.</summary>
    /// <param name="bins">Their bins.</param>
    public void TakeBack(ReadOnlySpan<int> bins)
    {
        _place -= (ulong)bins.Length;
        _rows -= bins.Length;
        foreach (int bin in bins)
        {
            _counts[bin] -= 1;
            AddAboveInMany(bin, bin >>> _blockBits, -1);
        }
    }

    /// <summary>Writes what was seen.</summary>
    public void Save(AlarmStateWriter state)
    {
        state.Write(_counts.AsSpan(0, Count));
        state.Write((long)_place);
        state.Write(_rows);
    }

    /// <summary>Goes on where another with as many bins and the same seed was saved.</summary>
    /// <exception cref="InvalidDataException">It had other bins.</exception>
    public void Restore(ref AlarmStateReader state)
    {
        state.Read(_counts.AsSpan(0, Count));
        Sum();
        _place = (ulong)state.ReadInt64();
        _rows = state.ReadDouble();
    }

    private void Sum()
    {
        int size = 1 << _blockBits;
        _rows = 0;
        for (int bin = 0; bin < _counts.Length; bin++)
        {
            bool first = bin % size == 0;
            _belowInBlock[bin] = first ? 0 : _belowInBlock[bin - 1] + _counts[bin - 1];
            if (first)
                _belowBlock[bin / size] = _rows;
            _rows += _counts[bin];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddAbove(ref double sums, int place, ref double ladder)
    {
        ref double steps = ref Unsafe.Add(ref ladder, (nint)(uint)(SmallSize - 1 - place));
        (Vector256.LoadUnsafe(ref sums) + Vector256.LoadUnsafe(ref steps)).StoreUnsafe(ref sums);
        (Vector256.LoadUnsafe(ref sums, 4) + Vector256.LoadUnsafe(ref steps, 4)).StoreUnsafe(ref sums, 4);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddAboveInMany(int bin, int block, double rows)
    {
        foreach (ref double sum in _belowInBlock.AsSpan(bin + 1, ((block + 1) << _blockBits) - bin - 1))
            sum += rows;
        foreach (ref double sum in _belowBlock.AsSpan(block + 1))
            sum += rows;
    }
}
