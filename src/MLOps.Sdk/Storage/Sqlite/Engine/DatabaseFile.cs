using SQLitePCL;

namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>
/// The bytes of a database file, through the handle that SQLite has of it: on Unix, opening the file and closing it again
/// would end all locks that this process holds on it, and another process could then take the write-ahead log away from
/// under an app that records. Valid as long as its connection; used by the connection's thread.
/// </summary>
internal sealed unsafe class DatabaseFile(nint file, string path)
{
    // sqlite3_io_methods, which only grows: version, then pointers to xClose, xRead, xWrite, xTruncate, xSync, xFileSize.
    private const int Reading = 2, Writing = 3, Syncing = 5, Sizing = 6;
    private const int ShortRead = raw.SQLITE_IOERR | (2 << 8);
    private const int FullSync = 3;

    private readonly nint* _methods = *(nint**)file;

    /// <summary>Bytes of the file.</summary>
    /// <exception cref="StoreException">They cannot be told.</exception>
    public long Length
    {
        get
        {
            long length = 0;
            Check(((delegate* unmanaged[Cdecl]<nint, long*, int>)_methods[Sizing])(file, &length), "measure the store");
            return length;
        }
    }

    /// <summary>Reads bytes; what is behind the end is zero.</summary>
    /// <exception cref="StoreException">They cannot be read.</exception>
    public void Read(long offset, Span<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int code = ((delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)_methods[Reading])(file, start, bytes.Length, offset);
            if (code != ShortRead)
                Check(code, "read the store");
        }
    }

    /// <summary>Writes bytes that mean nothing to SQLite, past its log.</summary>
    /// <exception cref="StoreException">They cannot be written.</exception>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            Check(((delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)_methods[Writing])(file, start, bytes.Length, offset), "clear what is unused");
    }

    /// <summary>Brings what was written to the disk.</summary>
    /// <exception cref="StoreException">The disk did not take it.</exception>
    public void Sync() => Check(((delegate* unmanaged[Cdecl]<nint, int, int>)_methods[Syncing])(file, FullSync), "sync the store");

    private void Check(int code, string doing)
    {
        if (code != raw.SQLITE_OK)
            throw SqliteFault.From(path, doing, code, raw.sqlite3_errstr(code).utf8_to_string());
    }
}
