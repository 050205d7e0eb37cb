using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>
/// Rows of numbers that wait to be counted, column by column. The cells of many features do not fit a core's cache: counted
/// row by row, every value waits for memory and for the page it lies in; many of one column find its cells there. Owned by
/// the monitors' thread; a row takes no memory.
/// </summary>
internal sealed class RowBlock
{
    private const int MostRows = 256;
    private const int FewestRows = 16;
    private const int Values = 8_192; // 64 KiB

    private readonly NumericCounter?[] _counters;
    private readonly double[] _rows;
    private readonly double[] _column;
    private int _count;

    /// <param name="counters">Where each column is counted; null where it is not.</param>
    public RowBlock(NumericCounter?[] counters)
    {
        _counters = counters;
        int rows = Math.Clamp(Values / Math.Max(counters.Length, 1), FewestRows, MostRows);
        _rows = new double[rows * counters.Length];
        _column = new double[rows];
    }

    /// <summary>Takes in a row, as far as it goes; what is behind its end is not counted.</summary>
    public void Add(ReadOnlySpan<double> row)
    {
        if (row.Length < _counters.Length)
        {
            for (int i = 0; i < row.Length; i++)
                _counters[i]?.Add(row[i]);
            return;
        }

        row[.._counters.Length].CopyTo(_rows.AsSpan(_count * _counters.Length));
        if (++_count == _column.Length)
            Count();
    }

    /// <summary>Counts what waits.</summary>
    public void Count()
    {
        for (int column = 0; _count > 0 && column < _counters.Length; column++)
        {
            if (_counters[column] is not { } counter)
                continue;
            Span<double> values = _column.AsSpan(0, _count);
            for (int row = 0, place = column; row < values.Length; row++, place += _counters.Length)
                values[row] = _rows[place];
            counter.Add(values);
        }

        _count = 0;
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear() => _count = 0;
}
