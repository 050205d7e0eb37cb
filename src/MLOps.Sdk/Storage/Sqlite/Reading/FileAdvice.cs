using System.Globalization;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>What an operator should know about where the files lie and how they grow.</summary>
internal static class FileAdvice
{
    /// <summary>Bytes of the write-ahead log beyond which something keeps it from starting over: four times what it grows to by itself.</summary>
    public const long MostLogBytes = 64 * 1024 * 1024;

    /// <summary>Warnings about a store; none when all is well.</summary>
    /// <param name="database">The database file.</param>
    public static IReadOnlyList<string> For(string database)
    {
        var log = new FileInfo(database + "-wal");
        return [.. OfFileSystem(Path.GetDirectoryName(database)!), .. OfLog(log.FullName, log.Exists ? log.Length : 0)];
    }

    /// <summary>About a file system that is not this machine's: the index of the write-ahead log is memory that processes of one machine share, and locks of files are not to be trusted.</summary>
    public static IReadOnlyList<string> OfFileSystem(string directory, DriveType type, string format) => type == DriveType.Network
        ? [$"'{directory}' is on a network file system ({format}). SQLite's write-ahead log works among the processes of one machine alone, and locks over a network fail silently: the store can be corrupted. "
            + "Put the directory on a disk of this machine, and copy it with 'modelops backup'."]
        : [];

    /// <summary>About a write-ahead log that does not start over.</summary>
    public static IReadOnlyList<string> OfLog(string path, long bytes) => bytes > MostLogBytes
        ? [string.Create(CultureInfo.InvariantCulture, $"'{path}' has {bytes:N0} bytes (limit {MostLogBytes:N0}): a program reads the store in one transaction and does not end it, so that the log cannot start over. Find it (a shell, a dashboard, a backup tool) and end it; nothing is lost, the disk fills.")]
        : [];

    private static IReadOnlyList<string> OfFileSystem(string directory)
    {
        try
        {
            var drive = new DriveInfo(Ballast.DriveOf(directory));
            return OfFileSystem(directory, drive.DriveType, drive.DriveFormat);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return []; // the system does not say
        }
    }
}
