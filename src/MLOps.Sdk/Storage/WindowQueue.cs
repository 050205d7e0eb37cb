namespace MLOps.Sdk.Storage;

/// <summary>Closed windows on their way from the monitors' thread to the pump's. A few an hour: a lock is cheap enough.</summary>
internal sealed class WindowQueue : IWindowSink
{
    /// <summary>Windows kept while the store is away; the oldest go first, and are counted.</summary>
    public const int Limit = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<StoredWindow> _windows = new();
    private long _lost;

    /// <summary>Windows that wait. A hint: another thread may add one.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _windows.Count;
        }
    }

    /// <summary>Windows that the limit cost.</summary>
    public long Lost
    {
        get
        {
            lock (_lock)
                return _lost;
        }
    }

    public void Add(StoredWindow window)
    {
        lock (_lock)
        {
            if (_windows.Count == Limit)
            {
                _windows.Dequeue();
                _lost++;
            }

            _windows.Enqueue(window);
        }
    }

    /// <summary>Hands all that wait to the store's side, unless what it took before is not durable yet: then the limit holds for the rest.</summary>
    public void MoveTo(List<StoredWindow> taken)
    {
        if (taken.Count > 0)
            return;
        lock (_lock)
        {
            taken.AddRange(_windows);
            _windows.Clear();
        }
    }
}
