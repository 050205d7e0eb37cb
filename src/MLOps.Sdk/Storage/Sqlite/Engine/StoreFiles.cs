namespace MLOps.Sdk.Storage.Sqlite.Engine;

/// <summary>Creates the directory and the files of a store so that only their owner can read them.</summary>
internal static class StoreFiles
{
    public const string DatabaseName = "modelops.db";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string DatabaseIn(string directory) => Path.Combine(directory, DatabaseName);

    /// <summary>Creates the directory when it is missing.</summary>
    /// <exception cref="StoreException">It cannot be created or written.</exception>
    public static void EnsureDirectory(string directory)
    {
        try
        {
            if (Directory.Exists(directory))
                return;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else
                Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(directory, e);
        }
    }

    /// <summary>Creates an empty file when it is missing.</summary>
    /// <exception cref="StoreException">It cannot be created.</exception>
    public static void EnsureFile(string path)
    {
        try
        {
            if (File.Exists(path))
                return;
            using FileStream created = CreatePrivate(path, FileMode.OpenOrCreate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
    }

    /// <summary>Creates a file that only its owner can read.</summary>
    public static FileStream CreatePrivate(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    public static StoreException CannotWrite(string path, Exception cause) =>
        new($"The store at '{path}' cannot be written: {cause.Message} Give the process write access, or choose another directory.", cause);
}
