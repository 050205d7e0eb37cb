namespace MLOps.Sdk.Storage;

/// <summary>Closed windows on their way to the store. Owned by the pump's thread, on which monitors run.</summary>
internal sealed class WindowQueue : IWindowSink
{
    /// <summary>Windows kept while the store is away; the oldest go first, and are counted.</summary>
    public const int Limit = 100_000;

    private readonly Queue<StoredWindow> _windows = new();

    public int Count => _windows.Count;

    /// <summary>Windows that the limit cost.</summary>
    public long Lost { get; private set; }

    public void Add(StoredWindow window)
    {
        if (_windows.Count == Limit)
        {
            _windows.Dequeue();
            Lost++;
        }

        _windows.Enqueue(window);
    }

    public Queue<StoredWindow>.Enumerator GetEnumerator() => _windows.GetEnumerator();

    public void Clear() => _windows.Clear();
}
