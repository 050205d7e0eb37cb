using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using MLOps.Sdk.Storage.Sqlite.Schema;

namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>
/// Short transactions on a store's file from any thread and process: each waits for its turn between two batches of
/// predictions. Creates the store when it is missing.
/// </summary>
/// <param name="directory">The store's directory.</param>
internal sealed class SqliteChanges(string directory)
{
    /// <summary>How long a change waits for its turn to write before it fails: 10 s.</summary>
    private const int PatienceMilliseconds = 10_000;

    /// <summary>How long SQLite waits for a program that does not know our turns: 5 s.</summary>
    private const int BusyTimeoutSeconds = 5;

    private readonly WriterLock _turns = new(directory);

    /// <summary>Changes something; durable when the task is done, and nothing was done when it throws.</summary>
    /// <param name="change">The statements, on a thread of the pool.</param>
    /// <param name="doing">What is tried, for the message of a fault: "change the registry".</param>
    /// <param name="cancellationToken">Gives up waiting for the turn.</param>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async ValueTask<T> RunAsync<T>(Func<SqliteConnection, T> change, string doing, CancellationToken cancellationToken)
    {
        StoreFiles.EnsureDirectory(directory);
        using SafeFileHandle turn = await _turns.AcquireAsync(PatienceMilliseconds, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Run(change, doing), CancellationToken.None).ConfigureAwait(false);
    }

    // Opened and closed within the turn: closing the last connection brings the write-ahead log into the database.
    private T Run<T>(Func<SqliteConnection, T> change, string doing)
    {
        string path = StoreFiles.DatabaseIn(directory);
        try
        {
            SqliteSchema.OpenForWriting(directory, BusyTimeoutSeconds * 1000, native: null).Dispose();
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
                DefaultTimeout = BusyTimeoutSeconds,
            }.ToString());
            connection.Open();
            using (SqliteCommand configure = connection.CreateCommand())
            {
                // The store's connection checkpoints.
                configure.CommandText = "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0";
                configure.ExecuteNonQuery();
            }

            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            T result = change(connection);
            transaction.Commit();
            return result;
        }
        catch (SqliteException e)
        {
            throw SqliteFault.From(path, doing, e.SqliteExtendedErrorCode, e.Message);
        }
    }
}
