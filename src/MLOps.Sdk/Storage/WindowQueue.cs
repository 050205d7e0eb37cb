namespace MLOps.Sdk.Storage;

/// <summary>Closed windows and alerts on their way to the store. Owned by the pump's thread, on which monitors run.</summary>
internal sealed class WindowQueue : IWindowSink, IAlertSink
{
    /// <summary>Windows, and alerts, kept while the store is away; the oldest go first, and are counted.</summary>
    public const int Limit = 100_000;

    private readonly Queue<StoredWindow> _windows = new();
    private readonly Queue<Alert> _alerts = new();

    /// <summary>Windows and alerts that wait.</summary>
    public int Count => _windows.Count + _alerts.Count;

    /// <summary>Windows and alerts that the limit cost.</summary>
    public long Lost { get; private set; }

    public void Add(StoredWindow window) => Add(_windows, window);

    public void Add(Alert alert) => Add(_alerts, alert);

    /// <summary>Adds all that waits to the batch that is open.</summary>
    public void AppendTo(IPredictionStore store)
    {
        foreach (StoredWindow window in _windows)
            store.Append(window);
        foreach (Alert alert in _alerts)
            store.Append(alert);
    }

    public void Clear()
    {
        _windows.Clear();
        _alerts.Clear();
    }

    private void Add<T>(Queue<T> queue, T item)
    {
        if (queue.Count == Limit)
        {
            queue.Dequeue();
            Lost++;
        }

        queue.Enqueue(item);
    }
}
