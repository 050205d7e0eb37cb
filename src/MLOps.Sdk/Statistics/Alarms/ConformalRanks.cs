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
    private const int Lanes = 8;
    private const int Rungs = 64;

    // Zeros, then ones: read from a place on, it adds one to every sum above that place.
    private static readonly double[] SharedLadder = Ladder(Rungs);
    private readonly double[] _counts;
    private readonly double[] _belowInBlock;
    private readonly double[] _belowBlock;
    private readonly double[] _ladder;
    private readonly int _blockBits;
    private readonly ulong _seed;
    private double _rows;
    private ulong _place;

    // What the next row needs and does not depend on it: ready before it comes.
    private double _tau;
    private double _perRow;

    public ConformalRanks(ReadOnlySpan<long> reference, ulong seed)
    {
        _seed = CounterRandom.Start(seed);
        _blockBits = 3;
        while ((1L << (2 * _blockBits)) < reference.Length)
            _blockBits++;
        int size = 1 << _blockBits;
        int blocks = (reference.Length + size - 1) / size;
        Count = reference.Length;
        _counts = new double[blocks * size];
        _belowInBlock = new double[blocks * size];
        _belowBlock = new double[(blocks + Lanes - 1) / Lanes * Lanes];
        _ladder = size <= Rungs ? SharedLadder : Ladder(size);
        for (int bin = 0; bin < reference.Length; bin++)
            _counts[bin] = reference[bin];
        Sum();
        Prepare();
    }

    /// <summary>The bins.</summary>
    public int Count { get; }

    /// <summary>Takes in a row and returns its smoothed rank.</summary>
    /// <param name="bin">Below <see cref="Count"/>; not checked here.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Next(int bin)
    {
        int block = bin >>> _blockBits;
        ref double inBlock = ref MemoryMarshal.GetArrayDataReference(_belowInBlock);
        ref double blocks = ref MemoryMarshal.GetArrayDataReference(_belowBlock);
        ref double count = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_counts), bin);
        double below = Unsafe.Add(ref blocks, block) + Unsafe.Add(ref inBlock, bin);
        count += 1;
        double rank = (below + (_tau * count)) * _perRow;
        Prepare();
        int first = block << _blockBits;
        AddAbove(ref Unsafe.Add(ref inBlock, first), 1 << _blockBits, bin - first);
        AddAbove(ref blocks, _belowBlock.Length, block);
        return rank;
    }

    /// <summary>Writes what was seen.</summary>
    public void Save(AlarmStateWriter state)
    {
        state.Write(_counts.AsSpan(0, Count));
        state.Write((long)(_place - 1)); // that of the τ at hand
    }

    /// <summary>Goes on where another with as many bins and the same seed was saved.</summary>
    /// <exception cref="InvalidDataException">It had other bins.</exception>
    public void Restore(ref AlarmStateReader state)
    {
        state.Read(_counts.AsSpan(0, Count));
        _place = (ulong)state.ReadInt64();
        Sum();
        Prepare();
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
    private void Prepare()
    {
        _tau = CounterRandom.At(_seed, _place++);
        _rows += 1;
        _perRow = 1.0 / _rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddAbove(ref double sums, int length, int place)
    {
        ref double step = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ladder), (_ladder.Length / 2) - 1 - place);
        for (int i = 0; i < length; i += Lanes)
        {
            ref double some = ref Unsafe.Add(ref sums, i);
            ref double steps = ref Unsafe.Add(ref step, i);
            (Vector256.LoadUnsafe(ref some) + Vector256.LoadUnsafe(ref steps)).StoreUnsafe(ref some);
            (Vector256.LoadUnsafe(ref some, 4) + Vector256.LoadUnsafe(ref steps, 4)).StoreUnsafe(ref some, 4);
        }
    }

    private static double[] Ladder(int rungs)
    {
        double[] ladder = new double[2 * rungs];
        ladder.AsSpan(rungs).Fill(1);
        return ladder;
    }
}
