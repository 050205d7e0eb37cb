using MLOps.Sdk.Privacy;

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

    /// <summary>Refuses a file that others than its owner can read.</summary>
    /// <exception cref="KeyFileException">They can.</exception>
    public static void RefuseIfShared(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) is not UnixFileMode.None and var more)
            throw new KeyFileException($"'{path}' holds keys and others than its owner can use it ({more}). Run 'chmod 600 {path}', and make new keys if somebody may have read these.");
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
