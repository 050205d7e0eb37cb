namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>What an operator should know about a version of SQLite.</summary>
internal static class SqliteAdvice
{
    private static readonly Version FirstWithWal = new(3, 7, 0);
    private static readonly Version FirstFixed = new(3, 51, 3);

    /// <summary>Warnings about a version; none when all is well.</summary>
    public static IReadOnlyList<string> For(Version sqlite) => HasWalResetFault(sqlite)
        ? [$"SQLite {sqlite} can corrupt a database in WAL mode when one connection writes at the moment another checkpoints (all of 3.7.0 to 3.51.2 but the back-ports 3.44.6 and 3.50.7). "
            + "MLOps.Sdk avoids that moment: all its writers, in all processes, take turns by the file writer.lock. Do not let another program write to or checkpoint the file while an app records; "
            + "or reference a bundle with SQLite 3.51.3 or later."]
        : [];

    private static bool HasWalResetFault(Version sqlite) =>
        sqlite >= FirstWithWal && sqlite < FirstFixed
        && !(sqlite is { Major: 3, Minor: 44, Build: >= 6 } or { Major: 3, Minor: 50, Build: >= 7 });
}
