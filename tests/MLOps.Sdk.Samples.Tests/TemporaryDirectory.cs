namespace MLOps.Sdk.Samples.Tests;

/// <summary>A directory of a test's own, removed with what is in it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("mlops-test-");

    /// <summary>A path that does not exist yet.</summary>
    public string Path => System.IO.Path.Combine(_parent.FullName, "store");

    public void Dispose() => _parent.Delete(recursive: true);
}
