using MLOps.Sdk.Statistics.Alarms;

namespace MLOps.Sdk.Drift.Alarms;

/// <summary>
/// Rows that wait to be taken in together, signal by signal: what one signal's alarm needs fits a core's nearest cache, what
/// those of all signals need does not. Owned by the monitors' thread.
/// </summary>
/// <param name="columns">The signals.</param>
internal sealed class RowBlock(int columns)
{
    /// <summary>The most rows that wait: 32, twice as many as an alarm looks ahead.</summary>
    public const int Rows = 2 * RowsAhead.Rows;

    private readonly double[] _values = new double[columns * Rows];
    private readonly long[] _times = new long[Rows];
    private readonly long[] _rows = new long[Rows];
    private long _before;
    private int _room = Rows;

    /// <summary>The rows that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether they are to be taken in now.</summary>
    public bool IsFull => Count == _room;

    /// <summary>Begins a row.</summary>
    /// <param name="microseconds">The record time.</param>
    /// <param name="row">Its number among those watched.</param>
    /// <returns>Its place.</returns>
    public int Begin(long microseconds, long row)
    {
        (_times[Count], _rows[Count]) = (microseconds, row);
        return Count++;
    }

    /// <summary>Sets the value of a signal: a number, or the cell of a category.</summary>
    public void Set(int column, int place, double value) => _values[(column * Rows) + place] = value;

    /// <summary>The values of a signal.</summary>
    public ReadOnlySpan<double> Of(int column) => _values.AsSpan(column * Rows, Count);

    /// <summary>The record time of a row, and its number among those watched.</summary>
    public (long Microseconds, long Row) At(int place) => (_times[place], _rows[place]);

    /// <summary>Forgets the rows: they were taken in.</summary>
    public void Clear()
    {
        Align(_before + Count);
        Count = 0;
    }

    /// <summary>Has blocks end where alarms end to look ahead: fewer rows come first when a block was short, such as at the end of a window.</summary>
    /// <param name="before">The rows that alarms have seen.</param>
    public void Align(long before)
    {
        _before = before;
        _room = Rows - (int)(before % Rows);
    }
}
