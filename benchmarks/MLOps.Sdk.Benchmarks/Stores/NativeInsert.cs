using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;
using MLOps.Sdk.Storage.Sqlite.Schema;
using MLOps.Sdk.Storage.Sqlite.Writing;

namespace MLOps.Sdk.Benchmarks.Stores;

/// <summary>
/// The least that a program can do to put these rows into these tables: SQLite's C API by function pointers, no
/// formatting, no text copied, constants bound once, the same settings and sync as the store.
/// </summary>
internal sealed unsafe class NativeInsert : IDisposable
{
    private readonly PinnedText _model = new("vector");
    private readonly PinnedText _version = new("1");
    private readonly PinnedText _variant = new("champion");
    private readonly PinnedText _status = new("ok");
    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _insert;
    private readonly PinnedText _salt = new("sixteen bytes --");
    private long _position;

    public NativeInsert(string directory)
    {
        _database = SqliteSchema.OpenForWriting(directory, 0, NativeSqlite.Shared);
        _database.Execute(StoreSettings.Pragmas, "benchmark");
        _begin = _database.Prepare("BEGIN IMMEDIATE", "benchmark");
        _commit = _database.Prepare("COMMIT", "benchmark");
        _insert = _database.Prepare(PredictionInsert.Sql, "benchmark");
        _insert.Bind(3, _model.Address, _model.Length);
        _insert.Bind(4, _version.Address, _version.Length);
        _insert.Bind(5, _variant.Address, _variant.Length);
        _insert.Bind(6, _status.Address, _status.Length);
        _insert.Bind(15, 0);
        _insert.Bind(16, 0);
        _insert.BindBlob(23, _salt.Address, _salt.Length);
    }

    public void Insert(FormattedRows rows, int batchRows)
    {
        ReadOnlySpan<FormattedRow> left = rows.Rows;
        fixed (byte* texts = rows.Texts)
        {
            while (!left.IsEmpty)
            {
                int count = Math.Min(batchRows, left.Length);
                InsertBatch(left[..count], texts);
                left = left[count..];
            }
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _insert.Dispose();
        _database.Dispose();
    }

    private void InsertBatch(ReadOnlySpan<FormattedRow> batch, byte* texts)
    {
        _begin.RunOrThrow();
        foreach (ref readonly FormattedRow row in batch)
        {
            byte* at = texts + row.Start;
            _insert.Bind(1, at, PredictionId.TextLength);
            _insert.Bind(2, at + PredictionId.TextLength, IsoTime.Length);
            _insert.Bind(18, at + PredictionId.TextLength + IsoTime.Length, row.FeatureBytes);
            _insert.Bind(7, row.Output);
            _insert.Bind(9, row.LatencyMicroseconds);
            _insert.Bind(10, row.CostPicoUnits);
            _insert.Bind(22, ++_position);
            _insert.RunOrThrow();
        }

        _commit.RunOrThrow();
    }
}
