using System.Runtime.InteropServices;

namespace MLOps.Sdk.Faults.Disks;

/// <summary>The start of SQLite's sqlite3_file: what follows belongs to the file system that opened it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteFile
{
    public SqliteFileMethods* Methods;
}

/// <summary>SQLite's sqlite3_io_methods, version 3.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteFileMethods
{
    private const int Others = 13;

    public int Version;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int> Close;
    public delegate* unmanaged[Cdecl]<SqliteFile*, byte*, int, long, int> Read;
    public delegate* unmanaged[Cdecl]<SqliteFile*, byte*, int, long, int> Write;
    public delegate* unmanaged[Cdecl]<SqliteFile*, long, int> Truncate;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int, int> Sync;

    /// <summary>xFileSize to xUnfetch, called by SQLite alone.</summary>
    public fixed long Rest[Others];
}

/// <summary>SQLite's sqlite3_vfs, version 3.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteVfs
{
    private const int Others = 14;

    public int Version;
    public int FileBytes;
    public int LongestPath;
    public SqliteVfs* Next;
    public byte* Name;
    public void* Data;
    public delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, SqliteFile*, int, int*, int> Open;
    public delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, int, int> Delete;

    /// <summary>xAccess to xNextSystemCall, called by SQLite alone.</summary>
    public fixed long Rest[Others];
}
