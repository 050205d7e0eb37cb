namespace MLOps.Sdk.Recording;

/// <summary>Files that hold predictions: readable by their owner alone.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates or truncates a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="allocate">Bytes to allocate on disk at once, so that writing to them later cannot fail.</param>
    /// <param name="share">Who else may open it while it is open.</param>
    /// <exception cref="IOException">Among others, the disk has not that many bytes.</exception>
    public static FileStream Create(string path, long allocate = 0, FileShare share = FileShare.None)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = share,
            PreallocationSize = allocate,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Creates a directory that its owner alone can enter.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }
}
