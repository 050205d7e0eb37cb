using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>The open database and its prepared statements, for who records. Used by one thread.</summary>
internal sealed class StoreConnection : IDisposable
{
    // Pages of the write-ahead log after which it is brought into the database: 16 MB. Four times SQLite's default, as a
    // page of an index that is touched by many batches is then written once.
    private const int CheckpointPages = 2_000;

    public StoreConnection(SqliteDatabase database, KnownVersions versions, ISideWork beside, TimeSpan lateAfter)
    {
        Database = database;
        database.Execute(FormattableString.Invariant(
            $"PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {CheckpointPages}; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST; PRAGMA cache_size = -65536"), "configure the store");
        Begin = database.Prepare("BEGIN IMMEDIATE", "begin a batch");
        Commit = database.Prepare("COMMIT", "commit a batch");
        Rollback = database.Prepare("ROLLBACK", "roll back a batch");
        Count = database.Prepare("UPDATE counters SET value = value + ?1 WHERE name = 'predictions'", "count a batch");
        Chain = new ChainWriter(database, beside);
        Predictions = new PredictionInsert(database, Chain, versions);
        Annotations = new AnnotationInsert(database, Chain, lateAfter);
        Events = new EventInsert(database, Chain);
        Windows = new WindowInsert(database);
        Alerts = new AlertInsert(database);
        Quarantine = new QuarantineInsert(database);
    }

    public SqliteDatabase Database { get; }

    public SqliteStatement Begin { get; }

    public SqliteStatement Commit { get; }

    public SqliteStatement Rollback { get; }

    public SqliteStatement Count { get; }

    public ChainWriter Chain { get; }

    public PredictionInsert Predictions { get; }

    public AnnotationInsert Annotations { get; }

    public EventInsert Events { get; }

    public WindowInsert Windows { get; }

    public AlertInsert Alerts { get; }

    public QuarantineInsert Quarantine { get; }

    public void Dispose()
    {
        Predictions.Dispose();
        Annotations.Dispose();
        Events.Dispose();
        Windows.Dispose();
        Chain.Dispose();
        Alerts.Dispose();
        Quarantine.Dispose();
        Begin.Dispose();
        Commit.Dispose();
        Rollback.Dispose();
        Count.Dispose();
        Database.Dispose();
    }
}
