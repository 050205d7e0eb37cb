using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>The oldest predictions that no hold keeps, and between which times they were made.</summary>
internal sealed record DueSlice(List<long> Positions, string From, string To);

/// <summary>Looks for predictions whose time is up, oldest first. Used by one thread.</summary>
internal sealed class DueRows : IDisposable
{
    private const string Older = "FROM predictions p INDEXED BY predictions_by_time WHERE time < ?1 AND (?2 IS NULL OR model = ?2)";

    private readonly SqliteRows _due;
    private readonly SqliteRows _held;
    private readonly SqliteRows _older;
    private readonly string? _model;

    public DueRows(SqliteDatabase database, string? model)
    {
        _model = model;
        _due = database.Query($"SELECT position, time {Older} AND NOT {Holds.IsHeld} ORDER BY time LIMIT ?3", "look for what is due");
        _held = database.Query($"SELECT count(*) {Older} AND {Holds.IsHeld}", "count what is held");
        _older = database.Query($"SELECT count(*) {Older}", "count what is overdue");
    }

    /// <summary>The oldest ones made before a moment.</summary>
    public DueSlice Next(string before, int rows)
    {
        var positions = new List<long>(rows);
        string from = "", to = "";
        _due.With(before, _model, (long)rows);
        while (_due.Step())
        {
            positions.Add(_due.Int64(0));
            to = _due.Text(1);
            from = from.Length == 0 ? to : from;
        }

        _due.Reset();
        return new DueSlice(positions, from, to);
    }

    /// <summary>Those on hold made before a moment.</summary>
    public long CountHeld(string before) => Count(_held, before);

    /// <summary>All of them made before a moment.</summary>
    public long CountOlder(string before) => Count(_older, before);

    /// <inheritdoc/>
    public void Dispose()
    {
        _due.Dispose();
        _held.Dispose();
        _older.Dispose();
    }

    private long Count(SqliteRows query, string before)
    {
        query.With(before, _model).Step();
        long count = query.Int64(0);
        query.Reset();
        return count;
    }
}
