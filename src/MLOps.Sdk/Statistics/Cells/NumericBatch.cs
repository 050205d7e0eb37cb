namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// Keeps values of one counter until there are many: the cells of many features fit neither a core's cache nor its table
/// of pages, those of one feature do. Single owner; a value takes no memory but the first.
/// </summary>
internal sealed class NumericBatch(NumericCounter counter)
{
    private const int Capacity = 1_024;

    private double[] _values = [];
    private int _kept;

    /// <summary>Keeps a value, and counts what is kept when there is no more room.</summary>
    public void Add(double value)
    {
        if (_kept == _values.Length)
            MakeRoom();
        _values[_kept++] = value;
    }

    /// <summary>Counts what is kept.</summary>
    public void Count()
    {
        counter.Add(_values.AsSpan(0, _kept));
        _kept = 0;
    }

    /// <summary>Forgets what is kept.</summary>
    public void Clear() => _kept = 0;

    private void MakeRoom()
    {
        if (_values.Length == 0)
            _values = GC.AllocateUninitializedArray<double>(Capacity);
        else
            Count();
    }
}
