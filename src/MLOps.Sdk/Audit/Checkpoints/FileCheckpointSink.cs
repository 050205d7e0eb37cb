using System.Text;

namespace MLOps.Sdk.Audit.Checkpoints;

/// <summary>Adds checkpoints as lines of JSON to a file, synced; <c>modelops verify --checkpoint</c> reads it. Put it on another volume.</summary>
/// <param name="path">The file; made when it is missing, for its owner alone.</param>
public sealed class FileCheckpointSink(string path) : ICheckpointSink
{
    /// <inheritdoc/>
    public async ValueTask PublishAsync(ChainCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            Directory.CreateDirectory(directory);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        await using (file.ConfigureAwait(false))
        {
            // One write: a reader sees whole lines.
            await file.WriteAsync(Encoding.UTF8.GetBytes(checkpoint.ToJson() + "\n"), cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
    }
}
