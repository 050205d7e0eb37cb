namespace MLOps.Sdk.Recording;

/// <summary>
/// The versions that the records of one ring refer to by number. Grows rarely, under a lock; read without one.
/// A file beside the ring keeps it, so that another process can read the ring's records after a crash.
/// </summary>
internal sealed class VersionTable
{
    private readonly Lock _adding = new();
    private readonly string? _path;
    private ServedVersion[] _versions = []; // replaced, never changed: readers see a whole array

    /// <param name="path">The file that keeps it; null for a ring in plain memory.</param>
    public VersionTable(string? path = null) => _path = path;

    /// <summary>The number of versions.</summary>
    public int Count => Volatile.Read(ref _versions).Length;

    /// <summary>The version with this number, or null.</summary>
    public ServedVersion? Find(int ordinal)
    {
        ServedVersion[] versions = Volatile.Read(ref _versions);
        return (uint)ordinal < (uint)versions.Length ? versions[ordinal] : null;
    }

    /// <summary>The one instance for this model and version; written to the file before anybody can record with it.</summary>
    public ServedVersion GetOrAdd(ModelSchema schema, string version)
    {
        lock (_adding)
        {
            foreach (ServedVersion known in _versions)
            {
                if (ReferenceEquals(known.Schema, schema) && known.Version == version)
                    return known;
            }

            var added = new ServedVersion(schema, version, _versions.Length);
            ServedVersion[] grown = [.. _versions, added];
            if (_path is not null)
                VersionTableFile.Write(_path, grown, sync: true);
            Volatile.Write(ref _versions, grown);
            return added;
        }
    }

    /// <summary>Writes the table beside a copy of its ring.</summary>
    /// <exception cref="IOException">The disk has no room.</exception>
    public void SaveTo(string path) => VersionTableFile.Write(path, Volatile.Read(ref _versions), sync: false);

    /// <summary>The table that an abandoned ring left behind.</summary>
    public static VersionTable Load(string path) => new(path) { _versions = VersionTableFile.Read(path) };
}
