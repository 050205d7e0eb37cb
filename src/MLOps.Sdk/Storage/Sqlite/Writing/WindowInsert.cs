using System.Text;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Writes closed monitor windows: some a minute, so that they may allocate. Used by one thread.</summary>
internal sealed unsafe class WindowInsert(SqliteDatabase database) : IDisposable
{
    private readonly SqliteStatement _insert = database.Prepare("""
        INSERT INTO windows (model, version, monitor, signal, from_time, to_time, statistics, number, first_row, row_count)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING
        """, "store a monitor window");

    private readonly RowBuffer _row = new();

    /// <summary>Adds a window, unless it is there.</summary>
    /// <exception cref="StoreException">The store failed; the transaction has to be rolled back.</exception>
    public void Insert(StoredWindow window)
    {
        ReadOnlySpan<string> texts =
        [
            window.Model, window.Version, window.Monitor, window.Signal,
            IsoTime.Format(window.From), IsoTime.Format(window.To), window.Statistics,
        ];

        int room = 0;
        foreach (string text in texts)
            room += Encoding.UTF8.GetMaxByteCount(text.Length);
        _row.Start(room);
        for (int i = 0; i < texts.Length; i++)
        {
            int length = Encoding.UTF8.GetBytes(texts[i], _row.Free);
            _insert.Bind(i + 1, _row.Take(length), length);
        }

        _insert.Bind(8, window.Index);
        _insert.Bind(9, window.FirstRow);
        _insert.Bind(10, window.Rows);
        _insert.RunOrThrow();
    }

    /// <inheritdoc/>
    public void Dispose() => _insert.Dispose();
}
