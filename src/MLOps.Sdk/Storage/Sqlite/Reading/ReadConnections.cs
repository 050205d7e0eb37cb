using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Schema;
using SQLitePCL;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>
/// Runs queries on connections of their own that cannot write, away from the caller's thread. A few are kept open, as
/// opening takes longer than a lookup; between queries they hold no lock and no snapshot. Safe on any thread.
/// </summary>
/// <param name="directory">The store's directory.</param>
/// <param name="kept">How many connections to keep.</param>
internal sealed class ReadConnections(string directory, int kept) : IDisposable
{
    /// <summary>How long a query waits for a lock before it fails: 2 s. The provider's default is 30.</summary>
    private const int PatienceSeconds = 2;

    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly string _path = StoreFiles.DatabaseIn(directory);
    private volatile bool _disposed;

    /// <summary>Runs the query in one snapshot. Cancelling interrupts SQLite.</summary>
    /// <exception cref="StoreException">There is no store, it is not readable, or it is newer than this build.</exception>
    public ValueTask<T> RunAsync<T>(Func<SqliteConnection, T> query, CancellationToken cancellationToken) =>
        RunAsync(query, absent: null, cancellationToken);

    /// <summary>The same, with an answer for a store that does not exist yet.</summary>
    /// <exception cref="StoreException">The store is not readable, or it is newer than this build.</exception>
    public async ValueTask<T> RunAsync<T>(Func<SqliteConnection, T> query, Func<T>? absent, CancellationToken cancellationToken) =>
        await Task.Run(() => Run(query, absent, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out SqliteConnection? connection))
            connection.Dispose();
    }

    private T Run<T>(Func<SqliteConnection, T> query, Func<T>? absent, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SqliteConnection? connection = null;
        try
        {
            connection = TakeIdle() ?? OpenNew();
            if (connection is null || !HasTables(connection))
                return absent is null ? throw NoStore() : absent();

            T result;
            using (cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle)))
            using (connection.BeginTransaction(deferred: true))
                result = query(connection);
            if (_idle.Count < kept && !_disposed)
            {
                _idle.Add(connection);
                connection = null;
            }

            return result;
        }
        catch (SqliteException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SqliteFault.From(_path, "read", e.SqliteExtendedErrorCode, e.Message);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    // A file that was deleted or replaced is not read any more.
    private SqliteConnection? TakeIdle()
    {
        while (_idle.TryTake(out SqliteConnection? connection))
        {
            if (!SqliteDatabase.HasMoved(connection.Handle!, _path))
                return connection;
            connection.Dispose();
        }

        return null;
    }

    private SqliteConnection? OpenNew()
    {
        if (!File.Exists(_path))
            return null;

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = PatienceSeconds,
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private bool HasTables(SqliteConnection connection)
    {
        long version = Pragma(connection, "user_version");
        if (version == SqliteSchema.Version && Pragma(connection, "application_id") == SqliteSchema.ApplicationId)
            return true;
        if (version == 0 && Pragma(connection, "schema_version") == 0)
            return false;
        if (Pragma(connection, "application_id") != SqliteSchema.ApplicationId)
            throw SqliteSchema.NotOurs(_path);
        SqliteSchema.RefuseNewer(_path, version, SqliteSchema.Version);
        throw new StoreException(string.Create(CultureInfo.InvariantCulture,
            $"The store '{_path}' has schema version {version}; this build reads version {SqliteSchema.Version}. Start an app that records there with this build once: that brings it up to date."));
    }

    private StoreException NoStore() =>
        new($"There is no store in '{directory}': '{_path}' does not exist or is empty. Check the directory; the file appears when an app first records there.");

    private static long Pragma(SqliteConnection connection, string name)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (long)command.ExecuteScalar()!;
    }
}
