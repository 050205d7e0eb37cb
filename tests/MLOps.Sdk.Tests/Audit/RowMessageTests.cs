using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Tests.Storage.Sqlite;

namespace MLOps.Sdk.Tests.Audit;

public sealed class RowMessageTests : IDisposable
{
    private readonly StoreFixture _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rows_of_any_size_and_content_verify_whether_SQLite_is_called_by_pointer_or_not(bool byPointer)
    {
        _store.Save(
            new RecordDraft { Id = RecordDraft.IdOf(1), Output = -0.0, Cost = null },
            new RecordDraft { Id = RecordDraft.IdOf(2), Output = double.NaN, Numbers = [double.PositiveInfinity, 5e-324], Categories = [null] },
            new RecordDraft { Id = RecordDraft.IdOf(3), Output = 4, OutputLabel = "\0 and more"u8.ToArray(), RawInput = new byte[300_000] },
            new RecordDraft { Id = RecordDraft.IdOf(4), Subject = "\xF0\x9F\xA6\x8A"u8.ToArray(), RawOutput = "short again"u8.ToArray() });

        Assert.Null(Verify(byPointer));

        using (SqliteDatabase database = SqliteDatabase.Open(_store.Database, 1000, NativeSqlite.Shared))
            database.Execute("UPDATE predictions SET raw_output = 'longer again' WHERE position = 4", "edit");
        Assert.Equal(new ChainDifference(4, RecordDraft.IdOf(4), DifferenceKind.Edited, ChainedKind.Prediction), Verify(byPointer));
    }

    [Fact]
    public void New_stores_have_pages_of_8192_bytes()
    {
        using SqliteDatabase database = SqliteDatabase.OpenForReading(_store.Database, 1000, NativeSqlite.Shared);
        Assert.Equal(8192, database.ReadNumber("PRAGMA page_size", "read"));
        Assert.Equal(2, database.ReadNumber("PRAGMA auto_vacuum", "read"));
    }

    private ChainDifference? Verify(bool byPointer)
    {
        using SqliteDatabase database = SqliteDatabase.OpenForReading(_store.Database, 1000, byPointer ? NativeSqlite.Shared : null);
        using var verifier = new ChainVerifier(database, []);
        return verifier.Run(progress: null, CancellationToken.None);
    }
}
