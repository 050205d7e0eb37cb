using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>
/// The few functions that are called for every row, as pointers into the very library that SQLitePCLRaw uses: binding
/// through it costs a safe handle and a copy of every text, about a fifth of a row.
/// </summary>
internal sealed unsafe class NativeSqlite
{
    // SQLite's file control that tells whether the file behind a connection is still the one at its path.
    private const int HasMovedControl = 20;

    private const int FilePointerControl = 7;

    private const int AnyArguments = -1;

    // Binding takes nanoseconds, does not block and calls nothing back, so the switch to preemptive mode is spared.
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*, int, nint, int> _bindText;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long, int> _bindInt64;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double, int> _bindDouble;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> _bindNull;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*, int, nint, int> _bindBlob;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> _columnType;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> _valueType;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, long> _valueInt64;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, double> _valueDouble;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*> _valueBlob;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> _valueBytes;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long> _columnInt64;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double> _columnDouble;
    private readonly delegate* unmanaged[Cdecl]<nint, int, byte*> _columnBlob; // reads pages of a long value
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> _columnBytes;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nint> _userData;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, int, int, nint, delegate* unmanaged[Cdecl]<nint, int, nint*, void>, nint, nint, int> _createFunction;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _step;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _reset;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int> _fileControl;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> _changes;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> _getAutocommit;

    private NativeSqlite(nint library)
    {
        _bindText = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*, int, nint, int>)NativeLibrary.GetExport(library, "sqlite3_bind_text");
        _bindInt64 = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long, int>)NativeLibrary.GetExport(library, "sqlite3_bind_int64");
        _bindDouble = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double, int>)NativeLibrary.GetExport(library, "sqlite3_bind_double");
        _bindNull = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)NativeLibrary.GetExport(library, "sqlite3_bind_null");
        _bindBlob = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*, int, nint, int>)NativeLibrary.GetExport(library, "sqlite3_bind_blob");
        _columnType = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)NativeLibrary.GetExport(library, "sqlite3_column_type");
        _valueType = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)NativeLibrary.GetExport(library, "sqlite3_value_type");
        _valueInt64 = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, long>)NativeLibrary.GetExport(library, "sqlite3_value_int64");
        _valueDouble = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, double>)NativeLibrary.GetExport(library, "sqlite3_value_double");
        _valueBlob = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*>)NativeLibrary.GetExport(library, "sqlite3_value_blob");
        _valueBytes = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)NativeLibrary.GetExport(library, "sqlite3_value_bytes");
        _columnInt64 = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long>)NativeLibrary.GetExport(library, "sqlite3_column_int64");
        _columnDouble = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double>)NativeLibrary.GetExport(library, "sqlite3_column_double");
        _columnBlob = (delegate* unmanaged[Cdecl]<nint, int, byte*>)NativeLibrary.GetExport(library, "sqlite3_column_blob");
        _columnBytes = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)NativeLibrary.GetExport(library, "sqlite3_column_bytes");
        _userData = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nint>)NativeLibrary.GetExport(library, "sqlite3_user_data");
        _createFunction = (delegate* unmanaged[Cdecl]<nint, byte*, int, int, nint, delegate* unmanaged[Cdecl]<nint, int, nint*, void>, nint, nint, int>)NativeLibrary.GetExport(library, "sqlite3_create_function");
        _step = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "sqlite3_step");
        _reset = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "sqlite3_reset");
        _fileControl = (delegate* unmanaged[Cdecl]<nint, byte*, int, void*, int>)NativeLibrary.GetExport(library, "sqlite3_file_control");
        _changes = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)NativeLibrary.GetExport(library, "sqlite3_changes");
        _getAutocommit = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)NativeLibrary.GetExport(library, "sqlite3_get_autocommit");
    }

    /// <summary>The functions, or null where SQLitePCLRaw uses a library in which they cannot be found: it is then called instead.</summary>
    public static NativeSqlite? Shared { get; } = Find();

    public int BindText(nint statement, int index, byte* text, int length, nint destructor) => _bindText(statement, index, text, length, destructor);

    public int BindBlob(nint statement, int index, byte* bytes, int length, nint destructor) => _bindBlob(statement, index, bytes, length, destructor);

    public int ColumnType(nint statement, int column) => _columnType(statement, column);

    public long ColumnInt64(nint statement, int column) => _columnInt64(statement, column);

    public double ColumnDouble(nint statement, int column) => _columnDouble(statement, column);

    /// <summary>The bytes of a text or blob, valid until the next step.</summary>
    public ReadOnlySpan<byte> ColumnBytes(nint statement, int column)
    {
        byte* bytes = _columnBlob(statement, column);
        return new ReadOnlySpan<byte>(bytes, _columnBytes(statement, column));
    }

    public int BindInt64(nint statement, int index, long value) => _bindInt64(statement, index, value);

    public int BindDouble(nint statement, int index, double value) => _bindDouble(statement, index, value);

    public int BindNull(nint statement, int index) => _bindNull(statement, index);

    public int Step(nint statement) => _step(statement);

    public int Reset(nint statement) => _reset(statement);

    public int Changes(nint database) => _changes(database);

    public int GetAutocommit(nint database) => _getAutocommit(database);

    /// <summary>The value that a function was given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BoundValue Value(nint value)
    {
        int type = _valueType(value);
        if (type == raw.SQLITE_NULL)
            return default;
        if (type == raw.SQLITE_INTEGER)
            return BoundValue.Of(_valueInt64(value));
        if (type == raw.SQLITE_FLOAT)
            return BoundValue.Of(_valueDouble(value));
        int length = _valueBytes(value); // first: it may move the bytes
        return BoundValue.Of(_valueBlob(value), length, type == raw.SQLITE_TEXT);
    }

    /// <summary>What <see cref="CreateFunction"/> was told, asked by the function.</summary>
    public nint UserData(nint context) => _userData(context);

    /// <summary>Adds a function of any number of arguments to a connection.</summary>
    /// <returns>SQLite's result code.</returns>
    public int CreateFunction(nint database, string name, nint userData, delegate* unmanaged[Cdecl]<nint, int, nint*, void> function)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            return _createFunction(database, text, AnyArguments, raw.SQLITE_UTF8, userData, function, 0, 0);
    }

    public bool HasMoved(nint database)
    {
        int moved = 0;
        fixed (byte* main = "main\0"u8)
            return _fileControl(database, main, HasMovedControl, &moved) == raw.SQLITE_OK && moved != 0;
    }

    /// <summary>SQLite's own handle of the database file.</summary>
    public nint FileOf(nint database)
    {
        nint file = 0;
        fixed (byte* main = "main\0"u8)
            return _fileControl(database, main, FilePointerControl, &file) == raw.SQLITE_OK ? file : 0;
    }

    private static NativeSqlite? Find()
    {
        try
        {
            Batteries_V2.Init();
            return FindBeside(raw.GetNativeLibraryName());
        }
        catch (Exception)
        {
            // Another bundle (encrypted, built in, of the system): SQLitePCLRaw knows how to call it.
            return null;
        }
    }

    // Apart from its caller, so that a provider which is not there fails inside the caller's try.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static NativeSqlite? FindBeside(string name)
    {
        if (!NativeLibrary.TryLoad(name, typeof(SQLite3Provider_e_sqlite3).Assembly, searchPath: null, out nint library))
            return null;

        // A handle of one copy of SQLite must never reach another: they are the same copy if they keep their version
        // text at the same address.
        var version = (delegate* unmanaged[Cdecl]<byte*>)NativeLibrary.GetExport(library, "sqlite3_libversion");
        fixed (byte* used = raw.sqlite3_libversion())
            return used == version() ? new NativeSqlite(library) : null;
    }
}
