using System.Text;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>Writes events of the log: few, so that they may allocate. Used by one thread.</summary>
internal sealed unsafe class EventInsert : IDisposable
{
    private const int Texts = 6, Count = 6, Details = 7, Position = 8, Salt = 9;

    private readonly ChainWriter _chain;
    private readonly SqliteStatement _insert;
    private readonly SqliteRows _sum;
    private readonly SqliteRows _any;
    private readonly RowBuffer _row = new();

    public EventInsert(SqliteDatabase database, ChainWriter chain)
    {
        _chain = chain;
        _insert = database.Prepare(
            "INSERT INTO events (id, time, kind, actor, key, count, details, position, salt) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", "store an event");
        _sum = database.Query("SELECT ifnull(sum(count), 0) FROM events WHERE kind = ?1 AND key = ?2", "sum events");
        _any = database.Query("SELECT EXISTS (SELECT 1 FROM events WHERE kind = ?1 AND key = ?2)", "look for an event");
    }

    /// <summary>Adds an event, unless its total says nothing new, or it is there and happens once.</summary>
    /// <returns>Its position; 0 when it was not added.</returns>
    /// <exception cref="StoreException">The store failed; the transaction has to be rolled back.</exception>
    public long Insert(LogEvent happened)
    {
        if (happened.IsOnce && IsThere(happened))
            return 0;
        long? count = happened.Count;
        if (happened is { CountIsTotal: true, Count: { } total })
        {
            count = total - Known(happened);
            if (count <= 0)
                return 0;
        }

        var id = PredictionId.FromGuid(Guid.CreateVersion7(happened.Time));
        ReadOnlySpan<string?> texts = [id.ToString(), IsoTime.Format(happened.Time), happened.Kind, happened.Actor, happened.Key, happened.Details];
        int room = 0;
        foreach (string? text in texts)
            room += Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0);
        _row.Start(room);
        for (int i = 0; i < Texts; i++)
            Bind(i < Texts - 1 ? i + 1 : Details, texts[i]);
        if (count is { } known)
            _insert.Bind(Count, known);
        else
            _insert.BindNull(Count);

        long position = _chain.Next;
        _insert.Bind(Position, position);
        _insert.BindBlob(Salt, _chain.Salt, ChainFormat.SaltBytes);
        _insert.RunOrThrow();
        _chain.Add(ChainedKind.Event, id, _insert);
        return position;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _insert.Dispose();
        _sum.Dispose();
        _any.Dispose();
    }

    private long Known(LogEvent happened)
    {
        _sum.With(happened.Kind, happened.Key).Step();
        long known = _sum.Int64(0);
        _sum.Reset();
        return known;
    }

    private bool IsThere(LogEvent happened)
    {
        _any.With(happened.Kind, happened.Key).Step();
        bool found = _any.Int64(0) != 0;
        _any.Reset();
        return found;
    }

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
