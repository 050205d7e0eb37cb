using System.Globalization;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;
using SQLitePCL;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Writes actions and outcomes. Used by one thread.</summary>
/// <remarks>
/// An outcome that says again what the newest one of its prediction says is counted instead of stored. What is said about
/// an erased prediction is counted and refused: it would tell again what was erased.
/// </remarks>
internal sealed unsafe class AnnotationInsert : IDisposable
{
    private const int Id = 1, Prediction = 2, Time = 3, Text = 4, Rule = 5, Threshold = 6, ActionReviewer = 7, Overrides = 8;
    private const int Value = 5, EventTime = 6, OutcomeReviewer = 7;
    private const string NotErased = "NOT EXISTS (SELECT 1 FROM removals WHERE id = replace(?2, '-', ''))";

    private readonly SqliteDatabase _database;
    private readonly ChainWriter _chain;
    private readonly SqliteStatement _action;
    private readonly SqliteStatement _outcome;
    private readonly SqliteStatement _countErased;
    private readonly SqliteStatement _countRepeated;
    private readonly SqliteRows _why;
    private readonly OutcomeTiming _timing;
    private readonly RowBuffer _row = new();
    private readonly IsoTime _time = new();

    public AnnotationInsert(SqliteDatabase database, ChainWriter chain, TimeSpan lateAfter)
    {
        _timing = new OutcomeTiming(database, lateAfter);
        _database = database;
        _chain = chain;
        _action = database.Prepare($"""
            INSERT INTO actions (id, prediction_id, time, action, rule, threshold, reviewer, overrides, position, salt)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE {NotErased}
            ON CONFLICT (id) DO NOTHING
            """, "store an action");
        _outcome = database.Prepare($"""
            INSERT INTO outcomes (id, prediction_id, time, label, value, event_time, reviewer, position, salt)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE {NotErased} AND NOT EXISTS (
              SELECT 1 FROM outcomes newest WHERE newest.position = (SELECT max(position) FROM outcomes WHERE prediction_id = ?2)
                AND newest.label IS ?4 AND newest.value IS ?5 AND newest.event_time IS ?6 AND newest.reviewer IS ?7)
            ON CONFLICT (id) DO NOTHING
            """, "store an outcome");
        _countErased = database.Prepare("UPDATE counters SET value = value + 1 WHERE name = 'annotations_of_erased'", "count an annotation");
        _countRepeated = database.Prepare("UPDATE counters SET value = value + 1 WHERE name = 'outcomes_repeated'", "count an outcome");
        _why = database.Query("""
            SELECT EXISTS (SELECT 1 FROM removals WHERE id = replace(?2, '-', '')),
              EXISTS (SELECT 1 FROM actions WHERE id = ?1) OR EXISTS (SELECT 1 FROM outcomes WHERE id = ?1)
            """, "look for an annotation");
    }

    /// <summary>Adds an action or an outcome, unless it is there.</summary>
    /// <exception cref="RecordRejectedException">It cannot be stored; nothing of it was.</exception>
    /// <exception cref="StoreException">The store failed; the transaction has to be rolled back.</exception>
    public void Insert(in AnnotationRecord record)
    {
        if (!IsoTime.CanWrite(record.TimeMicroseconds) || !IsoTime.CanWrite(record.EventTimeMicroseconds ?? 0))
        {
            throw new RecordRejectedException(string.Create(CultureInfo.InvariantCulture,
                $"Annotation {record.Id} cannot be stored: its time, {record.TimeMicroseconds} µs since 1970, or that of its event, {record.EventTimeMicroseconds}, is not in the years 1 to 9999."));
        }

        bool isAction = record.Kind == AnnotationKind.Action;
        SqliteStatement insert = isAction ? _action : _outcome;
        _row.Start(2 * (PredictionId.TextLength + IsoTime.Length) + RowBuffer.RoomFor(record.Text) + RowBuffer.RoomFor(record.Rule)
            + RowBuffer.RoomFor(record.Reviewer) + RowBuffer.RoomFor(record.Overrides));
        BindId(insert, Id, record.Id);
        BindId(insert, Prediction, record.PredictionId);
        BindTime(insert, Time, record.TimeMicroseconds);
        fixed (byte* text = record.Text, rule = record.Rule, reviewer = record.Reviewer, overrides = record.Overrides)
        {
            if (isAction)
            {
                _row.Bind(insert, Text, text, record.Text);
                _row.BindOptional(insert, Rule, rule, record.Rule);
                BindNumber(insert, Threshold, record.Value);
                _row.BindOptional(insert, ActionReviewer, reviewer, record.Reviewer);
                _row.BindOptional(insert, Overrides, overrides, record.Overrides);
            }
            else
            {
                _row.BindOptional(insert, Text, text, record.Text);
                BindNumber(insert, Value, record.Value);
                if (record.EventTimeMicroseconds is { } happened)
                    BindTime(insert, EventTime, happened);
                else
                    insert.BindNull(EventTime);
                _row.BindOptional(insert, OutcomeReviewer, reviewer, record.Reviewer);
            }

            Run(insert, record, isAction ? ChainedKind.Action : ChainedKind.Outcome);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _action.Dispose();
        _outcome.Dispose();
        _countErased.Dispose();
        _countRepeated.Dispose();
        _why.Dispose();
        _timing.Dispose();
    }

    private void Run(SqliteStatement insert, in AnnotationRecord record, ChainedKind kind)
    {
        int position = insert.Bound.Length - 2;
        long place = _chain.Next;
        insert.Bind(position, place);
        insert.BindBlob(position + 1, _chain.Salt, ChainFormat.SaltBytes);
        int code = insert.Run();
        if (code != raw.SQLITE_DONE)
        {
            StoreException fault = insert.Fault(code);
            throw SqliteFault.IsAboutTheRow(code) && _database.InTransaction ? new RecordRejectedException(fault.Message, fault) : fault;
        }

        if (_database.Changes() != 1)
        {
            CountWhyNot(record);
            return;
        }

        _chain.Add(kind, record.Id, insert);
        if (kind == ChainedKind.Outcome)
            _timing.Note(record, place);
    }

    private void CountWhyNot(in AnnotationRecord record)
    {
        _why.With(record.Id.ToString(), record.PredictionId.ToString()).Step();
        (bool erased, bool replayed) = (_why.Int64(0) != 0, _why.Int64(1) != 0);
        _why.Reset();
        if (erased)
            _countErased.RunOrThrow();
        else if (!replayed)
            _countRepeated.RunOrThrow();
    }

    private static void BindNumber(SqliteStatement insert, int index, double value)
    {
        if (double.IsNaN(value))
            insert.BindNull(index);
        else
            insert.Bind(index, value);
    }

    private void BindTime(SqliteStatement insert, int index, long microseconds)
    {
        _time.Write(microseconds, _row.Free);
        insert.Bind(index, _row.Take(IsoTime.Length), IsoTime.Length);
    }

    private void BindId(SqliteStatement insert, int index, PredictionId id)
    {
        id.TryFormat(_row.Free, out int length, format: default, provider: null);
        insert.Bind(index, _row.Take(length), length);
    }
}
