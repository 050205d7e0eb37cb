using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>
/// Cuts one version's stream into panes and hands over each window that is full: one pane, or the latest few added up.
/// Owned by the monitors' thread; counting a record takes no memory once there are panes enough.
/// </summary>
/// <remarks>
/// A window that slides is added up anew from its panes: nothing that has left it stays behind in a sum, as it would if
/// it were subtracted, and least and greatest values are exact.
/// </remarks>
internal sealed class WindowPanes
{
    private readonly WindowShape _shape;
    private readonly Func<WindowCounts> _create;
    private readonly Action<WindowCounts> _close;

    // Open panes by time, oldest first; by rows there is one. Full panes that are part of windows to come, oldest first.
    private readonly List<WindowCounts> _open = [];
    private readonly Queue<WindowCounts> _full = new();
    private readonly Stack<WindowCounts> _spare = new();
    private readonly WindowCounts? _sum;
    private long _latest = long.MinValue;
    private bool _closedAny;

    /// <param name="shape">How to cut.</param>
    /// <param name="create">Makes empty counts.</param>
    /// <param name="close">Takes a window; its counts are used again afterwards.</param>
    public WindowPanes(WindowShape shape, Func<WindowCounts> create, Action<WindowCounts> close)
    {
        _shape = shape;
        _create = create;
        _close = close;
        _sum = shape.Panes > 1 ? create() : null;
    }

    /// <summary>Counts a prediction, after closing what it ends.</summary>
    public void Add(in PredictionRecord record, long row)
    {
        if (_shape.IsByTime)
        {
            AddByTime(record, row);
            return;
        }

        if (_open.Count == 0)
            _open.Add(Empty());
        _open[0].Add(record, row);
        if (_open[0].Rows >= _shape.PaneRows)
            CloseOldest(whole: true);
    }

    /// <summary>Closes the panes by time that are over.</summary>
    /// <param name="now">The time in microseconds since 1970.</param>
    public void CloseElapsed(long now)
    {
        while (_shape.IsByTime && _open.Count > 0 && now - _shape.Lateness >= _open[0].End)
            CloseOldest(whole: true);
    }

    /// <summary>Closes everything, however short: at the end of a run, or before another reference.</summary>
    public void Close()
    {
        while (_open.Count > 0)
            CloseOldest(whole: false);
        if (!_closedAny && _full.Count > 0)
            CloseSum();
        while (_full.TryDequeue(out WindowCounts? pane))
            Recycle(pane);
    }

    private void AddByTime(in PredictionRecord record, long row)
    {
        _latest = Math.Max(_latest, record.TimeMicroseconds);
        CloseElapsed(_latest);
        long end = (FloorDivide(record.TimeMicroseconds, _shape.PaneMicroseconds) + 1) * _shape.PaneMicroseconds;

        // What comes even later than allowed is counted in the oldest pane that is still open, and as late.
        bool late = _latest - _shape.Lateness >= end && _open.Count > 0;
        (late ? _open[0] : PaneUntil(end)).Add(record, row, late);
    }

    private WindowCounts PaneUntil(long end)
    {
        int place = _open.Count;
        while (place > 0 && _open[place - 1].End > end)
            place--;
        if (place > 0 && _open[place - 1].End == end)
            return _open[place - 1];
        WindowCounts pane = Empty();
        pane.End = end;
        _open.Insert(place, pane);
        return pane;
    }

    /// <summary>Closes the oldest open pane, and the window that ends with it.</summary>
    /// <param name="whole">Whether to wait for a window's first panes; otherwise what there is makes a window.</param>
    private void CloseOldest(bool whole)
    {
        WindowCounts pane = _open[0];
        _open.RemoveAt(0);
        if (_sum is null)
        {
            _close(pane);
            Recycle(pane);
            return;
        }

        _full.Enqueue(pane);
        while (_full.Count > _shape.Panes || (_shape.IsByTime && pane.End - _full.Peek().End >= _shape.Panes * _shape.PaneMicroseconds))
            Recycle(_full.Dequeue());
        if (whole && !_shape.IsByTime && _full.Count < _shape.Panes)
            return;

        CloseSum();
    }

    private void CloseSum()
    {
        _closedAny = true;
        foreach (WindowCounts part in _full)
            _sum!.Add(part);
        _close(_sum!);
        _sum!.Clear();
    }

    private WindowCounts Empty() => _spare.TryPop(out WindowCounts? pane) ? pane : _create();

    private void Recycle(WindowCounts pane)
    {
        pane.Clear();
        _spare.Push(pane);
    }

    private static long FloorDivide(long value, long divisor) => (value / divisor) - (value % divisor < 0 ? 1 : 0);
}
