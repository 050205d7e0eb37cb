using Microsoft.Win32.SafeHandles;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Schema;
using MLOps.Sdk.Storage.Sqlite.Writing;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>
/// Writes to a store beside the apps that record there: each piece of work is one transaction in a turn of its own, so
/// that nobody waits longer than for one piece. Where the disk is full the ballast is let go, so that records can be
/// removed all the same. Used by one thread.
/// </summary>
internal sealed class ChainedWriter : IDisposable
{
    private const int PatienceMilliseconds = 10_000;
    private const int BusyTimeoutMilliseconds = 2_000;

    private readonly WriterLock _turns;
    private readonly Ballast _ballast;

    // The turn, from when the ballast made room to the end: who records would take that room between two turns.
    private SafeFileHandle? _kept;

    /// <exception cref="StoreException">There is no store, or it cannot be written.</exception>
    public ChainedWriter(string directory)
    {
        directory = Path.GetFullPath(directory);
        string path = StoreFiles.DatabaseIn(directory);
        if (!File.Exists(path))
            throw new StoreException($"There is no store in '{directory}': '{path}' does not exist. Check the directory; the file appears when an app first records there.");

        _turns = new WriterLock(directory);
        _ballast = new Ballast(directory);
        SafeFileHandle turn = _turns.Acquire(PatienceMilliseconds);
        try
        {
            Database = Open(directory, turn);
        }
        finally
        {
            LetGo(turn);
        }

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
            _kept?.Dispose();
            throw;
        }
    }

    public SqliteDatabase Database { get; }

    public ChainWriter Chain { get; }

    public EventInsert Events { get; }

    /// <summary>Does a piece of work in a transaction; all of it is durable when this returns, or nothing was done.</summary>
    /// <param name="work">The work, which is done again from its beginning where the disk was full and the ballast made room.</param>
    public void InTransaction(Action work) => InTurn(() => Transact(work));

    /// <summary>Does something that no other writer may do at the same time, outside a transaction.</summary>
    /// <param name="work">The work, which is done again from its beginning where the disk was full and the ballast made room.</param>
    public void InTurn(Action work)
    {
        SafeFileHandle turn = _kept ?? _turns.Acquire(PatienceMilliseconds);
        try
        {
            work();
        }
        catch (DiskFullException)
        {
            _kept = turn;
            MakeRoom();
            work();
        }
        finally
        {
            LetGo(turn);
        }
    }

    private void LetGo(SafeFileHandle turn)
    {
        if (_kept is null)
            turn.Dispose();
    }

    private SqliteDatabase Open(string directory, SafeFileHandle turn)
    {
        try
        {
            return SqliteSchema.OpenForWriting(directory, BusyTimeoutMilliseconds, NativeSqlite.Shared);
        }
        catch (DiskFullException) when (_ballast.Release())
        {
            _kept = turn;
            return SqliteSchema.OpenForWriting(directory, BusyTimeoutMilliseconds, NativeSqlite.Shared);
        }
    }

    /// <summary>Lets the ballast go, if it is there, and brings the write-ahead log into the database: the log starts over then, and takes no more.</summary>
    private void MakeRoom()
    {
        _ballast.Release();
        try
        {
            Database.Execute("PRAGMA wal_checkpoint(PASSIVE)", "empty the write-ahead log");
        }
        catch (DiskFullException)
        {
            // What is to be done may need less.
        }
    }

    private void Transact(Action work)
    {
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

    /// <inheritdoc/>
    public void Dispose()
    {
        Events.Dispose();
        Chain.Dispose();
        try
        {
            // Closing the last connection brings the write-ahead log into the database, which is a write.
            using SafeFileHandle turn = _kept ?? _turns.Acquire(PatienceMilliseconds);
            Database.Dispose();
        }
        catch (StoreException)
        {
            Database.Dispose();
        }
    }
}
