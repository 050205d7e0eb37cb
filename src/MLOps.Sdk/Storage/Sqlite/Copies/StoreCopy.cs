using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Copies;

/// <summary>Copies a database as it is at one moment, while apps write to it, and the artefacts of its registry.</summary>
internal static class StoreCopy
{
    private const int BusyTimeoutMilliseconds = 2_000;
    private const string Artifacts = "artifacts";

    /// <summary>Copies a database to a new file that only its owner can read.</summary>
    /// <exception cref="StoreException">It cannot be read, or the file cannot be written; what was written is gone.</exception>
    public static void CopyDatabase(string source, string target, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        StoreFiles.EnsureFile(target);
        try
        {
            using SqliteDatabase from = SqliteDatabase.OpenForReading(source, BusyTimeoutMilliseconds, NativeSqlite.Shared);
            using SqliteDatabase to = SqliteDatabase.Open(target, BusyTimeoutMilliseconds, NativeSqlite.Shared);

            // One moment for the whole copy: without it, each write of an app would begin it again.
            from.Execute("BEGIN", "copy the store");
            from.ReadNumber("SELECT count(*) FROM chain_head", "copy the store");
            from.CopyTo(to, progress, cancellationToken);
        }
        catch
        {
            File.Delete(target);
            throw;
        }
    }

    /// <summary>Copies the artefacts that the target does not have; each is named by its content and never changes.</summary>
    public static void CopyArtifacts(string source, string target, CancellationToken cancellationToken)
    {
        string root = Path.Combine(source, Artifacts);
        if (!Directory.Exists(root))
            return;

        foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string copy = Path.Combine(target, Artifacts, Path.GetRelativePath(root, file));
            if (File.Exists(copy))
                continue;
            StoreFiles.EnsureDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy + ".partial", overwrite: true);
            File.Move(copy + ".partial", copy, overwrite: true);
        }
    }
}
