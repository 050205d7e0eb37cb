using System.Globalization;
using SQLitePCL;

namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>Turns SQLite's result codes into exceptions that name the file, the reason and the way out.</summary>
internal static class SqliteFault
{
    /// <summary>The bits of a result code that say what failed; the others say where.</summary>
    public const int PrimaryCodeMask = 0xFF;

    // SQLITE_CONSTRAINT_PRIMARYKEY. Primary keys are positions in the chain, which are the store's to give.
    private const int PositionTaken = raw.SQLITE_CONSTRAINT | (6 << 8);

    // SQLITE_IOERR_SHMSIZE: no room for the index of the write-ahead log.
    private const int NoRoomForIndex = raw.SQLITE_IOERR | (19 << 8);

    /// <summary>The fault behind a result code.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="doing">What was tried, such as "commit a batch".</param>
    /// <param name="code">The extended result code.</param>
    /// <param name="detail">SQLite's own words.</param>
    public static StoreException From(string path, string doing, int code, string? detail)
    {
        bool isFull = (code & PrimaryCodeMask) == raw.SQLITE_FULL || code == NoRoomForIndex;
        string wayOut = (code & PrimaryCodeMask) switch
        {
            _ when isFull => "The disk is full. Free some space: recording goes on by itself.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                "Another program holds the database, such as a shell with an open transaction or a backup tool. End it, or wait: the batch is tried again.",
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
                "The file or its directory cannot be written. Give the process write access to both, or choose another directory.",
            raw.SQLITE_CANTOPEN =>
                "The file cannot be opened. Check that its directory exists and that the process may write there.",
            raw.SQLITE_NOTADB =>
                "The file is not a SQLite database. Move it away, or choose another directory.",
            raw.SQLITE_CORRUPT =>
                "The database is damaged. Move it away together with its -wal and -shm files, and restore a backup.",
            raw.SQLITE_IOERR => "The disk reported an error. Check the disk and the system's log; nothing of this batch counts as durable.",
            _ => "This is not expected. Please report it with this message.",
        };
        string message = string.Create(CultureInfo.InvariantCulture, $"Cannot {doing} in '{path}': {detail ?? "no detail"} (SQLite code {code}). {wayOut}");
        return isFull ? new DiskFullException(message) : new StoreException(message);
    }

    /// <summary>Whether a failed statement says something about its row alone, not about the store.</summary>
    public static bool IsAboutTheRow(int code) =>
        code != PositionTaken && (code & PrimaryCodeMask) is raw.SQLITE_TOOBIG or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE;
}
