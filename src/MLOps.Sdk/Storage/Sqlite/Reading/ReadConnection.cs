using System.Globalization;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Schema;
using SQLitePCL;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Runs queries on connections of their own that cannot write, away from the caller's thread.</summary>
internal static class ReadConnection
{
    /// <summary>How long a query waits for a lock before it fails: 2 s. The provider's default is 30.</summary>
    private const int PatienceSeconds = 2;

    /// <summary>Opens the database, runs the query in one snapshot, closes it. Cancelling interrupts SQLite.</summary>
    /// <exception cref="StoreException">There is no store, it is not readable, or it is newer than this build.</exception>
    public static ValueTask<T> RunAsync<T>(string directory, Func<SqliteConnection, T> query, CancellationToken cancellationToken) =>
        RunAsync(directory, query, absent: null, cancellationToken);

    /// <summary>The same, with an answer for a store that does not exist yet.</summary>
    /// <exception cref="StoreException">The store is not readable, or it is newer than this build.</exception>
    public static async ValueTask<T> RunAsync<T>(string directory, Func<SqliteConnection, T> query, Func<T>? absent, CancellationToken cancellationToken) =>
        await Task.Run(() => Run(directory, query, absent, cancellationToken), cancellationToken).ConfigureAwait(false);

    private static T Run<T>(string directory, Func<SqliteConnection, T> query, Func<T>? absent, CancellationToken cancellationToken)
    {
        string path = StoreFiles.DatabaseIn(directory);
        if (!File.Exists(path))
        {
            return absent is null
                ? throw new StoreException($"There is no store in '{directory}': '{path}' does not exist. Check the directory; the file appears when an app first records there.")
                : absent();
        }

        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
                DefaultTimeout = PatienceSeconds,
            }.ToString());
            connection.Open();
            if (!HasTables(connection, path))
            {
                return absent is null
                    ? throw new StoreException($"The store '{path}' is empty: the app that creates it has not finished opening it. Try again when it records.")
                    : absent();
            }

            using CancellationTokenRegistration interrupt = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle));
            using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
            return query(connection);
        }
        catch (SqliteException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SqliteFault.From(path, "read", e.SqliteExtendedErrorCode, e.Message);
        }
    }

    private static bool HasTables(SqliteConnection connection, string path)
    {
        long version = Pragma(connection, "user_version");
        long application = Pragma(connection, "application_id");
        if (version == 0 && application == 0 && Pragma(connection, "schema_version") == 0)
            return false;
        if (application != SqliteSchema.ApplicationId)
            throw SqliteSchema.NotOurs(path);
        SqliteSchema.RefuseNewer(path, version, SqliteSchema.Version);
        if (version < SqliteSchema.Version)
        {
            throw new StoreException(string.Create(CultureInfo.InvariantCulture,
                $"The store '{path}' has schema version {version}; this build reads version {SqliteSchema.Version}. Start an app that records there with this build once: that brings it up to date."));
        }

        return true;
    }

    private static long Pragma(SqliteConnection connection, string name)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (long)command.ExecuteScalar()!;
    }
}
