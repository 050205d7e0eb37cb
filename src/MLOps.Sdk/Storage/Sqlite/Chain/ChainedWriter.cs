using Microsoft.Win32.SafeHandles;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Schema;
using MLOps.Sdk.Storage.Sqlite.Writing;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>
/// Writes to a store beside the apps that record there: each piece of work is one transaction in a turn of its own, so
/// that nobody waits longer than for one piece. Used by one thread.
/// </summary>
internal sealed class ChainedWriter : IDisposable
{
    private const int PatienceMilliseconds = 10_000;
    private const int BusyTimeoutMilliseconds = 2_000;

    private readonly WriterLock _turns;

    /// <exception cref="StoreException">There is no store, or it cannot be written.</exception>
    public ChainedWriter(string directory)
    {
        directory = Path.GetFullPath(directory);
        string path = StoreFiles.DatabaseIn(directory);
        if (!File.Exists(path))
            throw new StoreException($"There is no store in '{directory}': '{path}' does not exist. Check the directory; the file appears when an app first records there.");

        _turns = new WriterLock(directory);
        using SafeFileHandle turn = _turns.Acquire(PatienceMilliseconds);
        Database = SqliteSchema.OpenForWriting(directory, BusyTimeoutMilliseconds, NativeSqlite.Shared);
        try
        {
            // Small checkpoints: who records waits for them as for the transaction that they follow.
            Database.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 128; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY", "configure the store");
            Chain = new ChainWriter(Database, PoolWork.Shared);
            Events = new EventInsert(Database, Chain);
        }
        catch
        {
            Database.Dispose();
            throw;
        }
    }

    public SqliteDatabase Database { get; }

    public ChainWriter Chain { get; }

    public EventInsert Events { get; }

    /// <summary>Does a piece of work in a transaction; all of it is durable when this returns, or nothing was done.</summary>
    public void InTransaction(Action work)
    {
        using SafeFileHandle turn = _turns.Acquire(PatienceMilliseconds);
        Database.Execute("BEGIN IMMEDIATE", "begin a transaction");
        try
        {
            Chain.Begin();
            work();
            Chain.Commit();
            Database.Execute("COMMIT", "commit a transaction");
        }
        catch
        {
            if (Database.InTransaction)
                Database.Execute("ROLLBACK", "roll back a transaction");
            Chain.Rollback();
            throw;
        }
    }

    /// <summary>Does something that no other writer may do at the same time, outside a transaction.</summary>
    public void InTurn(Action work)
    {
        using SafeFileHandle turn = _turns.Acquire(PatienceMilliseconds);
        work();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Events.Dispose();
        Chain.Dispose();
        try
        {
            // Closing the last connection brings the write-ahead log into the database, which is a write.
            using SafeFileHandle turn = _turns.Acquire(PatienceMilliseconds);
            Database.Dispose();
        }
        catch (StoreException)
        {
            Database.Dispose();
        }
    }
}
