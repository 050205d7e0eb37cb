namespace MLOps.Sdk.Registry.Files;

/// <summary>
/// The number of the last change, raised further whenever the file was replaced by something else than a change of ours,
/// such as a checkout of an older commit. Compares contents: two changes may share a time stamp. Safe on any thread.
/// </summary>
internal sealed class FileRevision(RegistryFiles files)
{
    private readonly Lock _lock = new();
    private byte[]? _seen;
    private long _revision = -1;

    public long Read()
    {
        byte[]? bytes = File.Exists(files.AliasPath) ? File.ReadAllBytes(files.AliasPath) : null;
        lock (_lock)
        {
            bool first = _revision < 0;
            if (!first && bytes.AsSpan().SequenceEqual(_seen))
                return _revision;

            long written = files.ReadAliases(bytes).Revision;
            _revision = first ? written : long.Max(written, _revision + 1);
            _seen = bytes;
            return _revision;
        }
    }
}
