namespace MLOps.Sdk.Recording.Pump;

/// <summary>How the pump is doing. An immutable snapshot.</summary>
/// <param name="LastCommit">When the store last made a batch durable; null when it never did.</param>
/// <param name="StoreFailures">Batches in a row that the store refused.</param>
/// <param name="LastStoreError">What it said, or null.</param>
/// <param name="MonitorFaults">Times a monitor threw.</param>
/// <param name="Poisoned">Records that could not be read, or that the store refused for themselves.</param>
/// <param name="Recovered">Predictions taken over from processes that ended without storing them.</param>
/// <param name="Torn">Records that such a process had begun and not finished, whose calls never returned; after a crash of the machine also stretches that did not reach the disk as a whole.</param>
public sealed record PumpStatus(
    DateTimeOffset? LastCommit, int StoreFailures, string? LastStoreError, long MonitorFaults, long Poisoned, long Recovered, long Torn)
{
    /// <summary>Records whose declared features or tags could not be read, because what reads them threw; stored without them.</summary>
    public long CaptureFailed { get; init; }

    /// <summary>Nothing happened yet.</summary>
    public static PumpStatus Initial { get; } = new(null, 0, null, 0, 0, 0, 0);
}
