using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Tests.Storage.Sqlite;

/// <summary>An open store in a directory of its own, and the log that reads it.</summary>
internal sealed class StoreFixture : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public StoreFixture() : this(NativeSqlite.Shared)
    {
    }

    public StoreFixture(NativeSqlite? native)
    {
        Store = new SqlitePredictionStore(_directory.Path, native);
        Store.Open();
        Log = new SqlitePredictionLog(_directory.Path);
    }

    public string Directory => _directory.Path;

    public string Database => _directory.File("modelops.db");

    public SqlitePredictionStore Store { get; }

    public SqlitePredictionLog Log { get; }

    public void Save(params IEnumerable<RecordDraft> records)
    {
        Store.Begin();
        foreach (RecordDraft record in records)
            record.AppendTo(Store);
        Store.Commit();
    }

    public async Task<LoggedPrediction> SaveAndFind(RecordDraft record)
    {
        Save(record);
        return await Log.FindAsync(record.Id) ?? throw new InvalidOperationException("The record was not stored.");
    }

    public void Dispose()
    {
        Store.Dispose();
        _directory.Dispose();
    }
}
