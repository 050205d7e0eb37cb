using System.Text;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Writes alerts: few, so that they may allocate. Used by one thread.</summary>
internal sealed unsafe class AlertInsert(SqliteDatabase database) : IDisposable
{
    private readonly SqliteStatement _insert = database.Prepare("""
        INSERT INTO alerts (time, model, version, monitor, signal, kind, severity, message, evidence, owner, playbook, row, false_alarm_rate)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING
        """, "store an alert");

    private readonly RowBuffer _row = new();

    /// <summary>Adds an alert, unless it is there.</summary>
    /// <exception cref="StoreException">The store failed; the transaction has to be rolled back.</exception>
    public void Insert(Alert alert)
    {
        ReadOnlySpan<string?> texts =
        [
            IsoTime.Format(alert.Time), alert.Model, alert.Version, alert.Monitor, alert.Signal, alert.Kind,
            SeverityNames.All[(int)alert.Severity], alert.Message, alert.Evidence, alert.Owner, alert.Playbook,
        ];

        int room = 0;
        foreach (string? text in texts)
            room += Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0);
        _row.Start(room);
        for (int i = 0; i < texts.Length; i++)
            Bind(i + 1, texts[i]);

        _insert.Bind(12, alert.Row);
        if (alert.FalseAlarmRate is { } rate)
            _insert.Bind(13, rate);
        else
            _insert.BindNull(13);
        _insert.RunOrThrow();
    }

    /// <inheritdoc/>
    public void Dispose() => _insert.Dispose();

    private void Bind(int index, string? text)
    {
        if (text is null)
        {
            _insert.BindNull(index);
            return;
        }

        int length = Encoding.UTF8.GetBytes(text, _row.Free);
        _insert.Bind(index, _row.Take(length), length);
    }
}
