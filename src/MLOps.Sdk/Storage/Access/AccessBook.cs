using Microsoft.Extensions.Logging;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Storage.Access;

/// <summary>
/// Gathers who read what in this process, and tells the log of it: through the pump where it runs, else by itself. Nothing here
/// fails a reading or holds it up. Safe on any thread.
/// </summary>
internal sealed partial class AccessBook : IDisposable
{
    private const int MostEntries = 1_000;

    private readonly AccessOptions _options;
    private readonly SqliteEventLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();

    // Guarded by the lock.
    private Dictionary<AccessKey, AccessEntry> _entries = [];
    private IEventSink? _pump;
    private long _unrecorded;

    public AccessBook(AccessOptions options, SqliteEventLog log, TimeProvider time, ILogger<AccessBook> logger)
    {
        _options = options;
        _log = log;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(static state => ((AccessBook)state!).Tell(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Readings that the log does not hold, because it could not be written when it was time.</summary>
    public long Unrecorded
    {
        get
        {
            lock (_lock)
                return _unrecorded;
        }
    }

    /// <summary>Says where events go: to the pump while it runs, else null.</summary>
    public void Through(IEventSink? pump)
    {
        lock (_lock)
            _pump = pump;
    }

    /// <summary>Notes a reading. Never throws.</summary>
    /// <param name="operation">By what.</param>
    /// <param name="query">The conditions, or null.</param>
    /// <param name="rows">Predictions that were read.</param>
    /// <param name="id">The one that was asked for, or null.</param>
    public void Add(string operation, PredictionQuery? query, long rows, PredictionId? id = null)
    {
        try
        {
            var key = new AccessKey(NameActor(), AccessScope.Current?.Purpose, operation, query?.Describe() ?? "");
            lock (_lock)
            {
                if (!_entries.TryGetValue(key, out AccessEntry? entry))
                    _entries.Add(key, entry = new AccessEntry());
                entry.Add(rows, id);
                bool isFull = entry.IsFull || _entries.Count >= MostEntries;
                if (isFull || _entries.Count == 1 && entry.Reads == 1)
                    _timer.Change(isFull ? TimeSpan.Zero : _options.Interval, Timeout.InfiniteTimeSpan);
            }
        }
        catch (Exception fault)
        {
            NotRecorded(fault, 1);
        }
    }

    /// <summary>Tells the log what was gathered. Never throws: it is called by a timer.</summary>
    public void Tell()
    {
        Dictionary<AccessKey, AccessEntry> taken;
        lock (_lock)
        {
            if (_entries.Count == 0)
                return;
            (taken, _entries) = (_entries, []);
        }

        try
        {
            DateTimeOffset now = _time.GetUtcNow();
            LogEvent[] events = [.. taken.Select(entry => entry.Value.ToEvent(entry.Key, now))];
            if (!TryHandToPump(events))
                _log.Append(events);
        }
        catch (Exception fault)
        {
            NotRecorded(fault, taken.Values.Sum(static entry => entry.Reads));
        }
    }

    // Under the lock: whoever stops the pump says so first, and nothing comes after that.
    private bool TryHandToPump(LogEvent[] events)
    {
        lock (_lock)
        {
            if (_pump is null)
                return false;
            Array.ForEach(events, _pump.Add);
            return true;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Tell();
    }

    private string NameActor()
    {
        if (AccessScope.Current?.Actor is { } actor)
            return actor;
        using var own = AccessScope.Begin(Environment.UserName); // what the callback itself reads: it is not asked for that
        try
        {
            return _options.Actor?.Invoke() ?? Environment.UserName;
        }
        catch (Exception fault)
        {
            ActorNotNamed(fault);
            return Environment.UserName;
        }
    }

    private void NotRecorded(Exception fault, long reads)
    {
        lock (_lock)
            _unrecorded += reads;
        AccessNotRecorded(fault, reads);
    }

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "{Reads} readings of predictions are not recorded in the log.")]
    private partial void AccessNotRecorded(Exception fault, long reads);

    [LoggerMessage(EventId = 3202, Level = LogLevel.Warning, Message = "AccessOptions.Actor threw, so the reading is recorded under the system's user.")]
    private partial void ActorNotNamed(Exception fault);
}
