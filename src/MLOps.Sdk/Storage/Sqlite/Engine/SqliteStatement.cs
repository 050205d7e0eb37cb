using SQLitePCL;

namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>
/// A prepared statement whose parameters are bound in place, without a copy and without an allocation. Texts must stay
/// where they are until <see cref="Run"/> has returned. Parameters keep their values from one run to the next, so what
/// did not change need not be bound again. Used by one thread.
/// </summary>
internal sealed unsafe class SqliteStatement : IDisposable
{
    // SQLITE_STATIC: the text stays where it is, so SQLite takes no copy.
    private const nint Static = 0;

    private readonly SqliteDatabase _database;
    private readonly sqlite3_stmt _statement;
    private readonly string _doing;
    private readonly NativeSqlite? _native;
    private readonly nint _pointer;
    private readonly BoundValue[] _bound;

    // One bit for each parameter that is NULL now, so that columns which are mostly empty cost no call. All are at first.
    private ulong _nulls = ulong.MaxValue;

    public SqliteStatement(SqliteDatabase database, sqlite3_stmt statement, string doing)
    {
        _database = database;
        _statement = statement;
        _doing = doing;
        _native = database.Native;
        _pointer = statement.DangerousGetHandle();
        _bound = new BoundValue[raw.sqlite3_bind_parameter_count(statement) + 1];
    }

    /// <summary>What the parameters hold, the first in place 1: a row as it will be read back. Texts lie where they were bound from.</summary>
    public ReadOnlySpan<BoundValue> Bound => _bound;

    public void BindNull(int index)
    {
        if ((_nulls >> index & 1) != 0)
            return;

        _nulls |= 1UL << index;
        _bound[index] = default;
        Check(_native is null ? raw.sqlite3_bind_null(_statement, index) : _native.BindNull(_pointer, index));
    }

    public void Bind(int index, long value)
    {
        _nulls &= ~(1UL << index);
        _bound[index] = BoundValue.Of(value);
        Check(_native is null ? raw.sqlite3_bind_int64(_statement, index, value) : _native.BindInt64(_pointer, index, value));
    }

    /// <summary>Binds a number; NaN becomes NULL, as SQLite has none.</summary>
    public void Bind(int index, double value)
    {
        _nulls &= ~(1UL << index);
        _bound[index] = double.IsNaN(value) ? default : BoundValue.Of(value);
        Check(_native is null ? raw.sqlite3_bind_double(_statement, index, value) : _native.BindDouble(_pointer, index, value));
    }

    /// <summary>Binds UTF-8 text that stays where it is until the statement was run.</summary>
    public void Bind(int index, byte* text, int length)
    {
        _nulls &= ~(1UL << index);
        _bound[index] = BoundValue.Of(text, length, isText: true);
        if (_native is not null)
            Check(_native.BindText(_pointer, index, text, length, Static));
        else if (length > 0)
            Check(raw.sqlite3_bind_text(_statement, index, new ReadOnlySpan<byte>(text, length)));
        else
            Check(raw.sqlite3_bind_text(_statement, index, "")); // an empty span would become NULL
    }

    /// <summary>Binds bytes that stay where they are until the statement was run.</summary>
    public void BindBlob(int index, byte* bytes, int length)
    {
        _nulls &= ~(1UL << index);
        _bound[index] = BoundValue.Of(bytes, length, isText: false);
        Check(_native is null ? raw.sqlite3_bind_blob(_statement, index, new ReadOnlySpan<byte>(bytes, length)) : _native.BindBlob(_pointer, index, bytes, length, Static));
    }

    /// <summary>Runs the statement to its end and makes it ready for the next run. Gives SQLite's result code; does not throw.</summary>
    public int Run()
    {
        int code;
        if (_native is null)
        {
            do code = raw.sqlite3_step(_statement);
            while (code == raw.SQLITE_ROW);
            _ = raw.sqlite3_reset(_statement);
        }
        else
        {
            do code = _native.Step(_pointer);
            while (code == raw.SQLITE_ROW);
            _ = _native.Reset(_pointer);
        }

        return code;
    }

    /// <summary>Runs the statement to its end.</summary>
    /// <exception cref="StoreException">It failed.</exception>
    public void RunOrThrow()
    {
        int code = Run();
        if (code != raw.SQLITE_DONE)
            throw Fault(code);
    }

    /// <summary>The fault of the last run.</summary>
    public StoreException Fault(int code) => _database.Fault(_doing, code);

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Fault(code);
    }
}
