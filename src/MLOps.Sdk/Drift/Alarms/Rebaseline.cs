using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>Collects the rows after an alarm until there are enough for a new reference. Owned by the monitors' thread.</summary>
/// <remarks>A category keeps the cells of its first reference: what that did not name stays "other".</remarks>
internal sealed class Rebaseline
{
    private readonly SignalReference _old;
    private readonly double[] _numbers;
    private readonly CategoryCounter? _categories;
    private readonly int _rows;
    private int _count;

    public Rebaseline(SignalReference old, int rows)
    {
        _old = old;
        _rows = rows;
        _numbers = old.Numeric is null ? [] : new double[rows];
        _categories = old.Categorical is { } categorical ? new CategoryCounter(categorical.Table) : null;
    }

    /// <summary>Takes in a number, or a category by its cell; gives the new reference when it is complete.</summary>
    public SignalReference? Add(double value)
    {
        if (_categories is not null)
            _categories.AddTo((int)value, 1);
        else
            _numbers[_count] = value;
        if (++_count < _rows)
            return null;
        return _categories is not null
            ? SignalReference.Of(_old.Name, new CategoryBaseline(_categories))
            : SignalReference.Of(_old.Name, NumericBaseline.FromValues(_numbers));
    }

    /// <summary>Writes what was collected.</summary>
    public void Save(AlarmStateWriter state)
    {
        state.Write((long)_count);
        if (_categories is null)
        {
            state.Write(_numbers.AsSpan(0, _count));
            return;
        }

        foreach (long rows in _categories.Counts)
            state.Write(rows);
    }

    /// <summary>Goes on where another over the same reference and as many rows was saved.</summary>
    /// <exception cref="InvalidDataException">It was to collect more rows.</exception>
    public void Restore(ref AlarmStateReader state)
    {
        long count = state.ReadInt64();
        if (count < 0 || count >= _rows)
            throw new InvalidDataException($"The alarm's state holds {count} rows of a new reference that is to have {_rows}.");
        _count = (int)count;
        if (_categories is null)
        {
            state.Read(_numbers.AsSpan(0, _count));
            return;
        }

        for (int cell = 0; cell < _categories.Counts.Length; cell++)
            _categories.AddTo(cell, state.ReadInt64());
    }
}
