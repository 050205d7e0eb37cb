using System.Globalization;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Schema;

/// <summary>Creates the tables, and brings those of an older version up to date. Opened under the writer's lock.</summary>
internal static class SqliteSchema
{
    /// <summary>The version of the tables that this build reads and writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>"MLOp" in the file's header: tells our files from those of other programs.</summary>
    public const int ApplicationId = 0x4D4C4F70;

    // Step n leads from version n to version n + 1. A step that was released is never edited.
    private static readonly string[] Steps = [Step1.Sql + AlertTables.Sql + ChainTables.Sql + QuarantineTable.Sql + OutcomeTables.Sql + RetrainingTables.Sql];

    /// <summary>Opens the database in the directory for writing, creating what is missing. The caller holds the writer's lock.</summary>
    /// <exception cref="StoreException">It cannot be opened, is not ours, or is newer than this build.</exception>
    public static SqliteDatabase OpenForWriting(string directory, int busyTimeoutMilliseconds, NativeSqlite? native)
    {
        string path = StoreFiles.DatabaseIn(directory);
        StoreFiles.EnsureFile(path);
        SqliteDatabase database = SqliteDatabase.Open(path, busyTimeoutMilliseconds, native);
        try
        {
            Upgrade(database, Steps);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a version that this build does not know.</summary>
    /// <exception cref="StoreException">The tables are newer than this build.</exception>
    public static void RefuseNewer(string path, long found, int known)
    {
        if (found > known)
        {
            throw new StoreException(string.Create(CultureInfo.InvariantCulture,
                $"The store '{path}' has schema version {found}; this build of MLOps.Sdk knows versions up to {known}. Update the package, or choose another directory. Nothing was changed."));
        }
    }

    /// <summary>Refuses a database that another program made.</summary>
    /// <exception cref="StoreException">It is not ours.</exception>
    public static StoreException NotOurs(string path) =>
        new($"'{path}' is a SQLite database of another program. Move it away, or choose another directory. Nothing was changed.");

    internal static void Upgrade(SqliteDatabase database, ReadOnlySpan<string> steps)
    {
        const string Doing = "set up the store";
        long version = database.ReadNumber("PRAGMA user_version", "open the store");
        bool ours = database.ReadNumber("PRAGMA application_id", Doing) == ApplicationId;
        if (!ours && (version != 0 || database.ReadNumber("SELECT count(*) FROM sqlite_master", Doing) != 0))
            throw NotOurs(database.Path);
        RefuseNewer(database.Path, version, steps.Length);

        // Pages that deletion frees can be given back without rewriting the file; only an empty file can still choose so.
        // The size of pages comes first: choosing how to vacuum writes the first page.
        if (version == 0)
            database.Execute("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL", Doing);
        database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", Doing);
        if (version == steps.Length)
            return;

        database.Execute("BEGIN IMMEDIATE", Doing);
        try
        {
            for (int step = (int)version; step < steps.Length; step++)
                database.Execute(steps[step], string.Create(CultureInfo.InvariantCulture, $"bring the schema to version {step + 1}"));
            database.Execute(string.Create(CultureInfo.InvariantCulture,
                $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {steps.Length}; COMMIT"), Doing);
        }
        catch
        {
            if (database.InTransaction)
                database.Execute("ROLLBACK", Doing);
            throw;
        }
    }
}
