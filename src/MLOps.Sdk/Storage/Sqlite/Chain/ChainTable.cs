using MLOps.Sdk.Audit;
using MLOps.Sdk.Audit.Hashing;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Chain;

/// <summary>One table of chained rows, read in the order of positions beside the chain. Used by one thread.</summary>
internal sealed unsafe class ChainTable : IDisposable
{
    private const int Salt = 1, FirstValue = 2; // where columns are read one by one; the position comes first

    /// <summary>The hashed columns of each table, in order: those of its insert but the salt.</summary>
    private static readonly Dictionary<ChainedKind, (string Table, string Columns)> Tables = new()
    {
        [ChainedKind.Prediction] = ("predictions", "id, time, model, version, variant, status, output, output_label, latency_us, cost_pico, subject, trace_id, span_id, error_type, truncated, capture_failed, tags, features, raw_input, raw_output, cut, position"),
        [ChainedKind.Action] = ("actions", "id, prediction_id, time, action, rule, threshold, reviewer, overrides, position"),
        [ChainedKind.Outcome] = ("outcomes", "id, prediction_id, time, label, value, event_time, reviewer, position"),
        [ChainedKind.Event] = ("events", "id, time, kind, actor, key, count, details, position"),
    };

    private readonly SqliteRows _rows;
    private readonly SqliteRows _byId;
    private readonly SqliteRows _byPosition;
    private readonly RowMessage? _message; // null: columns are read one by one
    private readonly BoundValue[] _values;

    public ChainTable(SqliteDatabase database, ChainedKind kind)
    {
        (string table, string columns) = Tables[kind];
        Kind = kind;
        _message = RowMessage.TryAttach(database);
        string content = _message is null ? $"salt, {columns}" : $"{_message.Function}(salt, {columns})";
        _rows = database.Query($"SELECT position, {content} FROM {table} ORDER BY {table}.position", "verify the chain");
        _byId = database.Query($"SELECT position FROM {table} WHERE id = ?1", "look for a record");
        _byPosition = database.Query($"SELECT id FROM {table} WHERE position = ?1", "look for a record");
        _values = new BoundValue[_rows.Columns - FirstValue];
        Move();
    }

    public static IEnumerable<ChainedKind> Kinds => Tables.Keys;

    public ChainedKind Kind { get; }

    /// <summary>The current row's position; past the last row the greatest number there is.</summary>
    public long Position { get; private set; }

    /// <summary>The name of the table with this kind's rows.</summary>
    public static string NameOf(ChainedKind kind) => Tables[kind].Table;

    /// <summary>The hashed columns of this kind's rows, in order.</summary>
    public static string ColumnsOf(ChainedKind kind) => Tables[kind].Columns;

    /// <summary>Adds salt and row as a message to be hashed, and moves to the next row.</summary>
    public void TakeInto(CommitmentBatch batch)
    {
        if (_message is null)
            ReadInto(batch);
        else
            Add(_message.Bytes, batch);
        Move();
    }

    /// <summary>Where the record with this id stands, or null.</summary>
    public long? Find(PredictionId id)
    {
        long? found = _byId.With(id.ToString()).Step() ? _byId.Int64(0) : null;
        _byId.Reset();
        return found;
    }

    /// <summary>The id that the row at a position has; null when there is no such row or it has no id.</summary>
    public PredictionId? IdAt(long position)
    {
        PredictionId? id = _byPosition.With(position).Step() && PredictionId.TryParse(_byPosition.Text(0), provider: null, out PredictionId found) ? found : null;
        _byPosition.Reset();
        return id;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _message?.Dispose();
        _byId.Dispose();
        _byPosition.Dispose();
    }

    private static void Add(ReadOnlySpan<byte> message, CommitmentBatch batch)
    {
        message.CopyTo(new Span<byte>(batch.Start(message.Length), message.Length));
        batch.Add(message.Length);
    }

    private void ReadInto(CommitmentBatch batch)
    {
        BoundValue salt = _rows.Value(Salt);
        for (int column = 0; column < _values.Length; column++)
            _values[column] = _rows.Value(FirstValue + column);
        byte* message = batch.Start(salt.Length + RowEncoding.RoomFor(_values));
        new ReadOnlySpan<byte>(salt.Bytes, salt.Length).CopyTo(new Span<byte>(message, salt.Length));
        batch.Add(salt.Length + RowEncoding.Write(_values, message + salt.Length));
    }

    private void Move() => Position = _rows.Step() ? _rows.Int64(0) : long.MaxValue;
}
