using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>A prepared query, read forward without allocating. Used by one thread.</summary>
internal sealed unsafe class SqliteRows : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly sqlite3_stmt _statement;
    private readonly string _doing;
    private readonly NativeSqlite? _native;
    private readonly nint _pointer;

    public SqliteRows(SqliteDatabase database, sqlite3_stmt statement, string doing)
    {
        _database = database;
        _statement = statement;
        _doing = doing;
        _native = database.Native;
        _pointer = statement.DangerousGetHandle();
    }

    /// <summary>Columns of a row.</summary>
    public int Columns => raw.sqlite3_column_count(_statement);

    /// <summary>Starts again with other values; texts are copied.</summary>
    public SqliteRows With(params ReadOnlySpan<object?> values)
    {
        Reset();
        for (int i = 0; i < values.Length; i++)
        {
            int code = values[i] switch
            {
                null => raw.sqlite3_bind_null(_statement, i + 1),
                long number => raw.sqlite3_bind_int64(_statement, i + 1, number),
                string text => raw.sqlite3_bind_text(_statement, i + 1, text),
                var other => throw new ArgumentException($"A {other.GetType()} cannot be bound.", nameof(values)),
            };
            if (code != raw.SQLITE_OK)
                throw _database.Fault(_doing, code);
        }

        return this;
    }

    /// <summary>Moves to the next row.</summary>
    /// <exception cref="StoreException">It failed.</exception>
    public bool Step()
    {
        int code = _native is null ? raw.sqlite3_step(_statement) : _native.Step(_pointer);
        return code == raw.SQLITE_ROW || (code == raw.SQLITE_DONE ? false : throw _database.Fault(_doing, code));
    }

    /// <summary>Ends the query, so that it holds no snapshot.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    /// <summary>The type of a column's value.</summary>
    public ValueKind Kind(int column)
    {
        int type = _native is null ? raw.sqlite3_column_type(_statement, column) : _native.ColumnType(_pointer, column);
        return type == raw.SQLITE_NULL ? ValueKind.Null : (ValueKind)type;
    }

    public long Int64(int column) => _native is null ? raw.sqlite3_column_int64(_statement, column) : _native.ColumnInt64(_pointer, column);

    public double Real(int column) => _native is null ? raw.sqlite3_column_double(_statement, column) : _native.ColumnDouble(_pointer, column);

    /// <summary>The bytes of a text or blob, valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => _native is null ? raw.sqlite3_column_blob(_statement, column) : _native.ColumnBytes(_pointer, column);

    /// <summary>A column of the current row; its bytes stay until the next step.</summary>
    public BoundValue Value(int column)
    {
        switch (Kind(column))
        {
            case ValueKind.Null:
                return default;
            case ValueKind.Integer:
                return BoundValue.Of(Int64(column));
            case ValueKind.Real:
                return BoundValue.Of(Real(column));
            case var kind:
                ReadOnlySpan<byte> bytes = Bytes(column); // SQLite's own memory, which does not move
                return BoundValue.Of((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)), bytes.Length, kind == ValueKind.Text);
        }
    }

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();
}
