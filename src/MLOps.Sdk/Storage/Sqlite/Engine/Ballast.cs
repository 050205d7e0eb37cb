using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>
/// Room on the disk that is held for the day when it is full: SQLite deletes nothing without writing first. Who removes
/// records lets it go; who records never does, and takes it back when the disk has room for it twice.
/// </summary>
/// <param name="directory">The store's directory.</param>
internal sealed class Ballast(string directory)
{
    public const string FileName = "modelops.ballast";

    private readonly string _path = Path.Combine(directory, FileName);

    /// <summary>Bytes that are held.</summary>
    public long Bytes
    {
        get
        {
            var file = new FileInfo(_path);
            return file.Exists ? file.Length : 0;
        }
    }

    /// <summary>Gives the room back to the disk.</summary>
    /// <returns>Whether there was any.</returns>
    public bool Release()
    {
        try
        {
            if (!File.Exists(_path))
                return false;
            File.Delete(_path);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false; // held by nobody or by another user: as good as none
        }
    }

    /// <summary>Holds so many bytes, unless they are held or the disk has not twice as many left.</summary>
    public void Take(long bytes)
    {
        try
        {
            if (bytes == 0)
                Release();
            else if (Bytes != bytes && SpaceOf(directory) >= 2 * bytes)
                Allocate(bytes);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Release(); // somebody else took the room in between
        }
    }

    /// <summary>Bytes that are left on the disk of a directory.</summary>
    public static long SpaceOf(string directory) => new DriveInfo(DriveOf(directory)).AvailableFreeSpace;

    /// <summary>What names the disk of a directory: on Unix any path on it.</summary>
    public static string DriveOf(string directory) => OperatingSystem.IsWindows() ? Path.GetPathRoot(directory)! : directory;

    private void Allocate(long bytes)
    {
        using FileStream file = PrivateFile.Create(_path, allocate: bytes);
        file.SetLength(bytes);
    }
}
