using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Retraining.Runs;

/// <summary>
/// Held by the process that works on a run of a model. The system releases it when the process dies, so a run that is
/// under way without it was interrupted.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes it, or gives null when somebody else has it.</summary>
    public static RunLock? TryTake(string directory, string model)
    {
        StoreFiles.EnsureDirectory(directory);
        string folder = Path.Combine(directory, RunFolder.Name);
        StoreFiles.EnsureDirectory(folder);
        string path = Path.Combine(folder, model + ".lock");
        StoreFiles.EnsureFile(path);
        try
        {
            return new RunLock(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
