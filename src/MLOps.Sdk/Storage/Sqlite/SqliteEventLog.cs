using MLOps.Sdk.Storage.Sqlite.Chain;

namespace MLOps.Sdk.Storage.Sqlite;

/// <summary>Adds events to a store's log from outside the recording app: who read, who exported, who decided. Safe on any thread.</summary>
/// <param name="directory">The directory that holds the store.</param>
public sealed class SqliteEventLog(string directory)
{
    /// <summary>Adds an event; durable when the task is done.</summary>
    /// <exception cref="StoreException">There is no store, or it cannot be written.</exception>
    public async ValueTask AppendAsync(LogEvent happened, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(happened);
        await Task.Run(() => Append([happened]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds events in one transaction; durable when this returns.</summary>
    internal void Append(IReadOnlyList<LogEvent> events)
    {
        using var writer = new ChainedWriter(directory);
        writer.InTransaction(() =>
        {
            foreach (LogEvent happened in events)
                writer.Events.Insert(happened);
        });
    }
}
