using System.Globalization;
using SQLitePCL;

namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>One connection through SQLite's own interface. Used by one thread at a time: it is opened without SQLite's mutex.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 _handle;
    private int _functions;

    private SqliteDatabase(sqlite3 handle, string path, NativeSqlite? native)
    {
        _handle = handle;
        Path = path;
        Native = native;
    }

    static SqliteDatabase() => Batteries_V2.Init();

    /// <summary>The database file.</summary>
    public string Path { get; }

    /// <summary>The functions to call for every row, or null to call SQLitePCLRaw.</summary>
    public NativeSqlite? Native { get; }

    /// <summary>Whether a transaction is open; SQLite ends it by itself after some errors.</summary>
    public bool InTransaction =>
        (Native is null ? raw.sqlite3_get_autocommit(_handle) : Native.GetAutocommit(_handle.DangerousGetHandle())) == 0;

    /// <summary>Opens an existing file for reading and writing.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static SqliteDatabase Open(string path, int busyTimeoutMilliseconds, NativeSqlite? native) =>
        Open(path, busyTimeoutMilliseconds, native, raw.SQLITE_OPEN_READWRITE);

    /// <summary>Opens an existing file for reading alone.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static SqliteDatabase OpenForReading(string path, int busyTimeoutMilliseconds, NativeSqlite? native) =>
        Open(path, busyTimeoutMilliseconds, native, raw.SQLITE_OPEN_READONLY);

    private static SqliteDatabase Open(string path, int busyTimeoutMilliseconds, NativeSqlite? native, int mode)
    {
        int code = raw.sqlite3_open_v2(path, out sqlite3 handle, mode | raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_URI, vfs: null);
        if (code != raw.SQLITE_OK)
        {
            string? detail = raw.sqlite3_errstr(code).utf8_to_string();
            handle?.Dispose();
            throw SqliteFault.From(path, "open the store", code, detail);
        }

        _ = raw.sqlite3_extended_result_codes(handle, 1);
        _ = raw.sqlite3_busy_timeout(handle, busyTimeoutMilliseconds);
        return new SqliteDatabase(handle, path, native);
    }

    /// <summary>Runs statements that give no rows, or whose rows do not matter.</summary>
    public void Execute(string sql, string doing)
    {
        int code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK)
            throw Fault(doing, code);
    }

    /// <summary>The first column of the first row as a number.</summary>
    public long ReadNumber(string sql, string doing)
    {
        int code = raw.sqlite3_prepare_v2(_handle, sql, out sqlite3_stmt statement);
        using (statement)
        {
            if (code == raw.SQLITE_OK)
                code = raw.sqlite3_step(statement);
            return code == raw.SQLITE_ROW ? raw.sqlite3_column_int64(statement, 0) : throw Fault(doing, code);
        }
    }

    /// <summary>Prepares a statement that will be run many times.</summary>
    public SqliteStatement Prepare(string sql, string doing) => new(this, PrepareHandle(sql, doing), doing);

    /// <summary>Prepares a query that will be run many times.</summary>
    public SqliteRows Query(string sql, string doing) => new(this, PrepareHandle(sql, doing), doing);

    /// <summary>Adds a function that queries on this connection may call. Needs <see cref="Native"/>.</summary>
    /// <returns>Its name: a new one, as SQLite replaces no function while any statement runs.</returns>
    public unsafe string AddFunction(nint userData, delegate* unmanaged[Cdecl]<nint, int, nint*, void> function)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"modelops_{_functions++}");
        int code = Native!.CreateFunction(_handle.DangerousGetHandle(), name, userData, function);
        return code == raw.SQLITE_OK ? name : throw Fault("add a function", code);
    }

    /// <summary>Whether the last call failed because of the file: it could not be read, written or synced, or what is in it is damaged.</summary>
    public bool HasFileFault => (raw.sqlite3_errcode(_handle) & SqliteFault.PrimaryCodeMask)
        is raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY;

    /// <summary>Whether the last call failed because the disk is full.</summary>
    public bool IsDiskFull => (raw.sqlite3_errcode(_handle) & SqliteFault.PrimaryCodeMask) == raw.SQLITE_FULL;

    /// <summary>Rows that the last statement added or changed.</summary>
    public int Changes() => Native is null ? raw.sqlite3_changes(_handle) : Native.Changes(_handle.DangerousGetHandle());

    /// <summary>Copies the whole database into another one, whatever is in that, as it is in the transaction that is open here.</summary>
    public void CopyTo(SqliteDatabase target, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        const int PagesAtOnce = 4_096;
        using sqlite3_backup copy = raw.sqlite3_backup_init(target._handle, "main", _handle, "main") ?? throw target.Fault("copy the store", raw.sqlite3_errcode(target._handle));
        for (int code = raw.SQLITE_OK; code != raw.SQLITE_DONE;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(copy, PagesAtOnce);
            if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
                throw target.Fault("copy the store", code);
            progress?.Report(1 - (raw.sqlite3_backup_remaining(copy) / (double)Math.Max(raw.sqlite3_backup_pagecount(copy), 1)));
        }
    }

    /// <summary>Whether the file was renamed, deleted or replaced since it was opened, so that writes would go nowhere.</summary>
    public bool HasMoved() => HasMoved(_handle, Path);

    /// <summary>The same, of any connection.</summary>
    public static bool HasMoved(sqlite3 handle, string path) =>
        NativeSqlite.Shared is { } native ? native.HasMoved(handle.DangerousGetHandle()) : !File.Exists(path);

    /// <summary>The bytes of the database file; null where SQLite cannot be called by pointer.</summary>
    public DatabaseFile? OpenFile() => Native?.FileOf(_handle.DangerousGetHandle()) is { } file and not 0 ? new DatabaseFile(file, Path) : null;

    /// <summary>The last fault of this connection.</summary>
    public StoreException Fault(string doing, int code) =>
        SqliteFault.From(Path, doing, code, raw.sqlite3_errmsg(_handle).utf8_to_string());

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private sqlite3_stmt PrepareHandle(string sql, string doing)
    {
        int code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt statement);
        return code == raw.SQLITE_OK ? statement : throw Fault(doing, code);
    }
}
