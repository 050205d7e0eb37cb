using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage.Sqlite.Writing;

/// <summary>
/// The texts of the versions met so far, by ordinal, encoded when a version's first record arrives. Read and added to by
/// any thread: two that meet a version at the same time encode it twice, and one of the two is kept.
/// </summary>
internal sealed class KnownVersions : IFeatureFormatter
{
    private VersionColumns?[] _columns = []; // replaced as a whole when it grows; a lost addition is made again

    public VersionColumns Of(ServedVersion version)
    {
        VersionColumns?[] columns = Volatile.Read(ref _columns);
        int ordinal = version.Ordinal;
        if ((uint)ordinal < (uint)columns.Length && Volatile.Read(ref columns[ordinal]) is { } known && ReferenceEquals(known.Version, version))
            return known;

        // Records that another run left behind may use the same ordinal for another version.
        var added = new VersionColumns(version);
        if (ordinal >= columns.Length)
        {
            Array.Resize(ref columns, int.Max(ordinal + 1, columns.Length * 2));
            Volatile.Write(ref _columns, columns);
        }

        Volatile.Write(ref columns[ordinal], added); // release: whoever sees it sees its texts
        return added;
    }

    /// <inheritdoc/>
    public int RoomFor(in PredictionRecord record) => FeatureJson.RoomFor(Of(record.Version), record);

    /// <inheritdoc/>
    public int Write(in PredictionRecord record, Span<byte> destination) => FeatureJson.Write(Of(record.Version), record, destination);
}
