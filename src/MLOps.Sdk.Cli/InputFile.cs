namespace MLOps.Sdk.Cli;

/// <summary>Opens the files that a command line names.</summary>
internal static class InputFile
{
    /// <summary>All bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, at the start of a sentence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommandFault">It cannot be read.</exception>
    public static async Task<byte[]> ReadAllBytesAsync(string path, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CannotRead(path, what, fault);
        }
    }

    /// <summary>A file, open for reading.</summary>
    /// <inheritdoc cref="ReadAllBytesAsync"/>
    public static FileStream Open(string path, string what)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CannotRead(path, what, fault);
        }
    }

    private static CommandFault CannotRead(string path, string what, Exception fault) => new(
        $"{what} '{path}' cannot be read: {(Path.Exists(path) ? fault.Message : $"there is no file '{Path.GetFullPath(path)}'.")} Correct the path.", fault);
}
