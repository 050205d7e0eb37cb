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
/// without a branch that depends on data.
/// </remarks>
internal sealed class ConformalRanks
{
    private const int Lanes = 4;
    private readonly long[] _counts;
    private readonly long[] _belowInBlock;
    private readonly long[] _belowBlock;
    private readonly int _blockBits;
    private readonly ulong _seed;
    private long _rows;
    private ulong _place;

    // What the next row needs and does not depend on it: ready before it comes.
    private double _tau;
    private double _perRow;

    public ConformalRanks(ReadOnlySpan<long> reference, ulong seed)
    {
        _seed = CounterRandom.Start(seed);
        _blockBits = 2;
        while ((1L << (2 * _blockBits)) < reference.Length)
            _blockBits++;
        int size = 1 << _blockBits;
        int blocks = (reference.Length + size - 1) / size;
        Count = reference.Length;
        _counts = new long[blocks * size];
        _belowInBlock = new long[blocks * size];
        _belowBlock = new long[(blocks + Lanes - 1) / Lanes * Lanes];
        reference.CopyTo(_counts);
        for (int bin = 0; bin < _counts.Length; bin++)
        {
            bool first = bin % size == 0;
            _belowInBlock[bin] = first ? 0 : _belowInBlock[bin - 1] + _counts[bin - 1];
            if (first)
                _belowBlock[bin / size] = _rows;
            _rows += _counts[bin];
        }

        Prepare();
    }

    /// <summary>The bins.</summary>
    public int Count { get; }

    /// <summary>Takes in a row and returns its smoothed rank.</summary>
    /// <param name="bin">Below <see cref="Count"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Next(int bin)
    {
        int block = bin >> _blockBits;
        long below = _belowBlock[block] + _belowInBlock[bin];
        double rank = (below + (_tau * ++_counts[bin])) * _perRow;
        Prepare();
        AddAbove(_belowInBlock.AsSpan(block << _blockBits, 1 << _blockBits), bin & ((1 << _blockBits) - 1));
        AddAbove(_belowBlock, block);
        return rank;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prepare()
    {
        _tau = CounterRandom.At(_seed, _place++);
        _perRow = 1.0 / ++_rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddAbove(Span<long> sums, int place)
    {
        ref long sum = ref MemoryMarshal.GetReference(sums);
        Vector256<long> places = Vector256.Create(0L, 1, 2, 3), limit = Vector256.Create((long)place);
        for (int i = 0; i < sums.Length; i += Lanes)
        {
            // A comparison that holds is −1 in its lane.
            ref long some = ref Unsafe.Add(ref sum, i);
            (Vector256.LoadUnsafe(ref some) - Vector256.GreaterThan(places, limit)).StoreUnsafe(ref some);
            places += Vector256.Create((long)Lanes);
        }
    }
}
