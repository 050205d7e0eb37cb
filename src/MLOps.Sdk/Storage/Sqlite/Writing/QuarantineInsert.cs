using System.Text;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Keeps records that could not be stored, so that they can be looked at: rare, so that it may allocate. Used by one thread.</summary>
internal sealed unsafe class QuarantineInsert(SqliteDatabase database) : IDisposable
{
    private readonly SqliteStatement _insert = database.Prepare(
        "INSERT INTO quarantine (id, reason, frame) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", "quarantine a record");

    private readonly RowBuffer _row = new();

    /// <summary>Adds a record, unless it is there.</summary>
    /// <exception cref="StoreException">The store failed; the transaction has to be rolled back.</exception>
    public void Insert(PredictionId id, ReadOnlySpan<byte> frame, string reason)
    {
        ReadOnlySpan<string> texts = [id.ToString(), reason, Convert.ToHexStringLower(frame)];
        int room = 0;
        foreach (string text in texts)
            room += Encoding.UTF8.GetMaxByteCount(text.Length);
        _row.Start(room);
        for (int i = 0; i < texts.Length; i++)
        {
            int length = Encoding.UTF8.GetBytes(texts[i], _row.Free);
            _insert.Bind(i + 1, _row.Take(length), length);
        }

        _insert.RunOrThrow();
    }

    /// <inheritdoc/>
    public void Dispose() => _insert.Dispose();
}
