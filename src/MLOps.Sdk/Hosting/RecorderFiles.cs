using Microsoft.Extensions.Options;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Hosting;

/// <summary>The ring of this process and the directory it lies in, made when recording is first needed.</summary>
internal sealed class RecorderFiles
{
    public RecorderFiles(IOptions<ModelOpsOptions> options, TimeProvider time)
    {
        Directory = new RingDirectory(Path.Combine(options.Value.Directory, RingDirectory.FolderName), time);
        Files = Directory.Create(options.Value.Recording, out string? reason);
        PlainMemoryReason = reason;
    }

    public RingDirectory Directory { get; }

    public RingFiles Files { get; }

    /// <summary>Why the ring is plain memory; null when it is a file.</summary>
    public string? PlainMemoryReason { get; }
}
