using System.Globalization;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Writes actions and outcomes. Used by one thread.</summary>
internal sealed unsafe class AnnotationInsert(SqliteDatabase database) : IDisposable
{
    private const int Id = 1, Prediction = 2, Time = 3, Text = 4, Last = 5;

    private readonly SqliteStatement _action = database.Prepare(
        "INSERT INTO actions (id, prediction_id, time, action, rule) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING", "store an action");

    private readonly SqliteStatement _outcome = database.Prepare(
        "INSERT INTO outcomes (id, prediction_id, time, label, value) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING", "store an outcome");

    private readonly RowBuffer _row = new();
    private readonly IsoTime _time = new();

    /// <summary>Adds an action or an outcome, unless it is there.</summary>
    /// <exception cref="RecordRejectedException">It cannot be stored; nothing of it was.</exception>
    /// <exception cref="StoreException">The store failed; the transaction has to be rolled back.</exception>
    public void Insert(in AnnotationRecord record)
    {
        if (!IsoTime.CanWrite(record.TimeMicroseconds))
        {
            throw new RecordRejectedException(string.Create(CultureInfo.InvariantCulture,
                $"Annotation {record.Id} cannot be stored: its time, {record.TimeMicroseconds} µs since 1970, is not in the years 1 to 9999."));
        }

        SqliteStatement insert = record.Kind == AnnotationKind.Action ? _action : _outcome;
        _row.Start(2 * PredictionId.TextLength + IsoTime.Length + RowBuffer.RoomFor(record.Text) + RowBuffer.RoomFor(record.Rule));
        BindId(insert, Id, record.Id);
        BindId(insert, Prediction, record.PredictionId);
        _time.Write(record.TimeMicroseconds, _row.Free);
        insert.Bind(Time, _row.Take(IsoTime.Length), IsoTime.Length);

        fixed (byte* text = record.Text, rule = record.Rule)
        {
            if (record.Kind == AnnotationKind.Action)
            {
                _row.Bind(insert, Text, text, record.Text);
                _row.BindOptional(insert, Last, rule, record.Rule);
            }
            else
            {
                _row.BindOptional(insert, Text, text, record.Text);
                if (double.IsNaN(record.Value))
                    insert.BindNull(Last);
                else
                    insert.Bind(Last, record.Value);
            }

            insert.RunOrThrow();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _action.Dispose();
        _outcome.Dispose();
    }

    private void BindId(SqliteStatement insert, int index, PredictionId id)
    {
        id.TryFormat(_row.Free, out int length, format: default, provider: null);
        insert.Bind(index, _row.Take(length), length);
    }
}
