namespace MLOps.Sdk.Storage;

/// <summary>
/// Closed windows, alerts and events of the log on their way from the monitors' thread to the pump's. They are few: a lock is cheap enough.
/// </summary>
internal sealed class WindowQueue : IWindowSink, IAlertSink, IEventSink
{
    /// <summary>Windows, alerts, and events, kept while the store is away; the oldest go first, and are counted.</summary>
    public const int Limit = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<StoredWindow> _windows = new();
    private readonly Queue<Alert> _alerts = new();
    private readonly Queue<LogEvent> _events = new();
    private long _lost;

    // The pump's thread alone: what the batch at hand took, until it is durable.
    private readonly List<StoredWindow> _takenWindows = [];
    private readonly List<Alert> _takenAlerts = [];
    private readonly List<LogEvent> _takenEvents = [];

    /// <summary>Windows, alerts and events that wait or are not durable yet; for the pump's thread.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _windows.Count + _alerts.Count + _events.Count + _takenWindows.Count + _takenAlerts.Count + _takenEvents.Count;
        }
    }

    /// <summary>What the limit cost.</summary>
    public long Lost
    {
        get
        {
            lock (_lock)
                return _lost;
        }
    }

    public void Add(StoredWindow window) => Add(_windows, window);

    public void Add(Alert alert) => Add(_alerts, alert);

    public void Add(LogEvent happened) => Add(_events, happened);

    /// <summary>Adds all that waits to the batch that is open. After a batch that failed, first what it had taken.</summary>
    public void AppendTo(IPredictionStore store)
    {
        if (_takenWindows.Count + _takenAlerts.Count + _takenEvents.Count == 0)
            Take();
        foreach (StoredWindow window in _takenWindows)
            store.Append(window);
        foreach (Alert alert in _takenAlerts)
            store.Append(alert);
        foreach (LogEvent happened in _takenEvents)
            store.Append(happened);
    }

    /// <summary>Forgets what was taken: it is durable.</summary>
    public void Clear()
    {
        _takenWindows.Clear();
        _takenAlerts.Clear();
        _takenEvents.Clear();
    }

    private void Take()
    {
        lock (_lock)
        {
            _takenWindows.AddRange(_windows);
            _takenAlerts.AddRange(_alerts);
            _takenEvents.AddRange(_events);
            _windows.Clear();
            _alerts.Clear();
            _events.Clear();
        }
    }

    private void Add<T>(Queue<T> queue, T item)
    {
        lock (_lock)
        {
            if (queue.Count == Limit)
            {
                queue.Dequeue();
                _lost++;
            }

            queue.Enqueue(item);
        }
    }
}
