namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>
/// Turns rows, given by their bins, into numbers that are independent and uniform on [0, 1) as long as reference and
/// stream are exchangeable: smoothed conformal p-values (Vovk, Gammerman and Shafer 2005). Single owner.
/// </summary>
/// <remarks>
/// The pool starts with the reference and takes in each row: u = (rows in lower bins + τ · rows in the same bin) / rows,
/// the new one included, with τ uniform. Sums over bins are kept in a Fenwick tree: O(log bins) a row.
/// </remarks>
internal sealed class ConformalRanks
{
    private readonly long[] _tree;
    private readonly long[] _counts;
    private readonly ulong _seed;
    private long _rows;
    private ulong _place;

    public ConformalRanks(ReadOnlySpan<long> reference, ulong seed)
    {
        _seed = seed;
        _counts = new long[reference.Length];
        _tree = new long[reference.Length + 1];
        for (int bin = 0; bin < reference.Length; bin++)
            Add(bin, reference[bin]);
    }

    /// <summary>The bins.</summary>
    public int Count => _counts.Length;

    /// <summary>Takes in a row and returns its smoothed rank.</summary>
    public double Next(int bin)
    {
        Add(bin, 1);
        double tau = CounterRandom.Unit(_seed, _place++);
        return (Below(bin) + (tau * _counts[bin])) / _rows;
    }

    private void Add(int bin, long count)
    {
        _counts[bin] += count;
        _rows += count;
        for (int i = bin + 1; i < _tree.Length; i += i & -i)
            _tree[i] += count;
    }

    private long Below(int bin)
    {
        long sum = 0;
        for (int i = bin; i > 0; i -= i & -i)
            sum += _tree[i];
        return sum;
    }
}
