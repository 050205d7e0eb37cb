using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>Clears what is unused of single pages in the database file itself, where rebuilding trees would rewrite millions of rows.</summary>
internal static class UnusedParts
{
    /// <summary>Clears the pages that hold the given places, in the turn of the caller.</summary>
    /// <remarks>
    /// SQLite looks at no byte that is changed, so that it does not matter when the machine stops in between. What must not
    /// be is a newer copy of a page in the write-ahead log, which would bring the old bytes back: a transaction keeps others
    /// from writing, and nothing is done unless the log is empty then. The commit makes all connections read their pages anew.
    /// </remarks>
    public static void Clear(SqliteDatabase database, DatabaseFile file, List<long> places)
    {
        database.Execute("PRAGMA wal_checkpoint(TRUNCATE)", "empty the write-ahead log");
        database.Execute("BEGIN IMMEDIATE", "clear what is unused");
        try
        {
            if (IsEmpty(database.Path + "-wal"))
                ClearPages(file, places, (int)database.ReadNumber("PRAGMA page_size", "clear what is unused"));
            database.Execute("UPDATE counters SET value = value + 1 WHERE name = 'erasures'; COMMIT", "clear what is unused");
        }
        catch
        {
            if (database.InTransaction)
                database.Execute("ROLLBACK", "clear what is unused");
            throw;
        }
    }

    private static bool IsEmpty(string path) => !File.Exists(path) || new FileInfo(path).Length == 0;

    private static void ClearPages(DatabaseFile file, List<long> places, int pageBytes)
    {
        byte[] page = new byte[pageBytes];
        long pages = file.Length / pageBytes, done = 0;
        foreach (long place in places)
        {
            long number = (place / pageBytes) + 1;
            if (number == done || !PageScrub.CanBeTree(number, pages, pageBytes))
                continue;
            done = number;
            file.Read((number - 1) * pageBytes, page);
            if (PageScrub.Clear(page, isFirst: number == 1))
                file.Write((number - 1) * pageBytes, page);
        }

        file.Sync();
    }
}
