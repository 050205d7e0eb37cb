using MLOps.Sdk.Faults.Disks;

namespace MLOps.Sdk.Faults.PowerCuts;

/// <summary>What a store wrote and synced, in order, and when it said that a batch was durable.</summary>
internal sealed class WriteLog : IDiskWatcher
{
    private readonly Lock _adding = new();
    private readonly List<LoggedWrite> _writes = [];

    public IReadOnlyList<LoggedWrite> Writes => _writes;

    public int Before(DiskRequest request, string path, long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_adding)
            _writes.Add(new LoggedWrite(request, path, offset, bytes.ToArray(), Acknowledged: null));
        return 0;
    }

    /// <summary>Notes that everything of a batch was reported durable.</summary>
    public void Acknowledge(int batch)
    {
        lock (_adding)
            _writes.Add(new LoggedWrite(DiskRequest.Sync, "", 0, [], batch));
    }
}

/// <summary>A step of the log.</summary>
/// <param name="Request">What was asked of the disk.</param>
/// <param name="Path">Of which file.</param>
/// <param name="Offset">Where.</param>
/// <param name="Bytes">What was written.</param>
/// <param name="Acknowledged">Not a request but the news that this batch is durable; else null.</param>
internal sealed record LoggedWrite(DiskRequest Request, string Path, long Offset, byte[] Bytes, int? Acknowledged);
