using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace MLOps.Sdk.Faults.Disks;

/// <summary>
/// Stands between SQLite and the files of watched directories: a copy of SQLite's own file system with four methods of its
/// files replaced. Files elsewhere are opened as if it were not there. Registered once for the process; safe on any thread.
/// </summary>
internal static unsafe class DiskShim
{
    private const int Unknown = 12; // SQLITE_NOTFOUND: a file that was never opened here
    private const int MakeDefault = 1;

    private static readonly ConcurrentDictionary<string, IDiskWatcher> Watchers = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<nint, WatchedFile> Files = [];
    private static readonly Lock Registering = new();

    // SQLite has a set of methods for each way of locking; the copies by the address of what they are copied from.
    private static readonly ConcurrentDictionary<nint, nint> WatchedMethods = [];

    private static SqliteVfs* s_original; // set before anything is watched, then only read

    /// <summary>Watches the databases of a directory that are opened from now on, until what is returned is disposed.</summary>
    public static IDisposable Watch(string directory, IDiskWatcher watcher)
    {
        Register();
        directory = Path.GetFullPath(directory) + Path.DirectorySeparatorChar;
        Watchers[directory] = watcher;
        return new Watching(directory);
    }

    private static void Register()
    {
        lock (Registering)
        {
            if (s_original is not null)
                return;
            Batteries_V2.Init();
            if (!NativeLibrary.TryLoad(raw.GetNativeLibraryName(), typeof(SQLite3Provider_e_sqlite3).Assembly, searchPath: null, out nint library))
                throw new NotSupportedException("The library of SQLite was not found beside the provider.");
            var find = (delegate* unmanaged[Cdecl]<byte*, SqliteVfs*>)NativeLibrary.GetExport(library, "sqlite3_vfs_find");
            var register = (delegate* unmanaged[Cdecl]<SqliteVfs*, int, int>)NativeLibrary.GetExport(library, "sqlite3_vfs_register");
            SqliteVfs* original = find(null);
            var shim = (SqliteVfs*)NativeMemory.Alloc((nuint)sizeof(SqliteVfs));
            *shim = *original;
            shim->Next = null;
            shim->Name = (byte*)Marshal.StringToCoTaskMemUTF8("watched");
            shim->Open = &Open;
            shim->Delete = &Delete;
            s_original = original;
            if (register(shim, MakeDefault) != raw.SQLITE_OK)
                throw new NotSupportedException("SQLite did not take the watched file system.");
        }
    }

    private static IDiskWatcher? WatcherOf(string path)
    {
        foreach ((string directory, IDiskWatcher watcher) in Watchers)
        {
            if (path.StartsWith(directory, StringComparison.Ordinal))
                return watcher;
        }

        return null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(SqliteVfs* vfs, byte* name, SqliteFile* file, int flags, int* outFlags)
    {
        string? path = name is null ? null : Marshal.PtrToStringUTF8((nint)name);
        IDiskWatcher? watcher = path is null ? null : WatcherOf(path);
        if (watcher is not null && (flags & raw.SQLITE_OPEN_CREATE) != 0 && !File.Exists(path)
            && watcher.Before(DiskRequest.Create, path!, 0, default) is not 0 and int refusal)
        {
            file->Methods = null;
            return refusal;
        }

        int code = s_original->Open(s_original, name, file, flags, outFlags);
        if (code != raw.SQLITE_OK || watcher is null || file->Methods is null)
            return code;

        Files[(nint)file] = new WatchedFile(path!, watcher, (nint)file->Methods);
        file->Methods = (SqliteFileMethods*)WatchedMethods.GetOrAdd((nint)file->Methods, static methods => Replace((SqliteFileMethods*)methods));
        return code;
    }

    private static nint Replace(SqliteFileMethods* methods)
    {
        var watched = (SqliteFileMethods*)NativeMemory.Alloc((nuint)sizeof(SqliteFileMethods));
        *watched = *methods;
        watched->Close = &Close;
        watched->Write = &Write;
        watched->Truncate = &Truncate;
        watched->Sync = &Sync;
        return (nint)watched;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(SqliteVfs* vfs, byte* name, int syncDirectory)
    {
        string path = Marshal.PtrToStringUTF8((nint)name)!;
        int refusal = WatcherOf(path)?.Before(DiskRequest.Delete, path, 0, default) ?? 0;
        return refusal == 0 ? s_original->Delete(s_original, name, syncDirectory) : refusal;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(SqliteFile* file)
    {
        return Files.TryRemove((nint)file, out WatchedFile? watched) ? watched.Methods->Close(file) : Unknown;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(SqliteFile* file, byte* bytes, int length, long offset)
    {
        if (!Files.TryGetValue((nint)file, out WatchedFile? watched))
            return Unknown;
        int refusal = watched.Watcher.Before(DiskRequest.Write, watched.Path, offset, new ReadOnlySpan<byte>(bytes, length));
        return refusal == 0 ? watched.Methods->Write(file, bytes, length, offset) : refusal;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(SqliteFile* file, long length)
    {
        if (!Files.TryGetValue((nint)file, out WatchedFile? watched))
            return Unknown;
        int refusal = watched.Watcher.Before(DiskRequest.Truncate, watched.Path, length, default);
        return refusal == 0 ? watched.Methods->Truncate(file, length) : refusal;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(SqliteFile* file, int flags)
    {
        if (!Files.TryGetValue((nint)file, out WatchedFile? watched))
            return Unknown;
        int refusal = watched.Watcher.Before(DiskRequest.Sync, watched.Path, 0, default);
        return refusal == 0 ? watched.Methods->Sync(file, flags) : refusal;
    }

    private sealed class WatchedFile(string path, IDiskWatcher watcher, nint methods)
    {
        public string Path { get; } = path;

        public IDiskWatcher Watcher { get; } = watcher;

        public SqliteFileMethods* Methods { get; } = (SqliteFileMethods*)methods;
    }

    private sealed class Watching(string directory) : IDisposable
    {
        public void Dispose() => Watchers.TryRemove(directory, out _);
    }
}
