namespace MLOps.Sdk.Faults.Kills;

/// <summary>What was found after processes were killed and their successors had stored what they left.</summary>
/// <param name="Cycles">Processes killed.</param>
/// <param name="Accepted">Calls that returned an id.</param>
/// <param name="Acknowledged">Of these, calls that a flush had reported durable.</param>
/// <param name="NotAccepted">Calls that were answered and counted as lost, because the channel was full.</param>
/// <param name="AcceptedLost">Accepted calls without a row after the next start.</param>
/// <param name="AcknowledgedLost">Acknowledged calls without a row at the moment of the kill, or later.</param>
/// <param name="Duplicates">Calls with more than one row.</param>
/// <param name="Corrupt">Rows that no call made, or that are mixed from several; databases that fail SQLite's own check.</param>
internal sealed record KillFindings(
    int Cycles, long Accepted, long Acknowledged, long NotAccepted, long AcceptedLost, long AcknowledgedLost, long Duplicates, long Corrupt)
{
    public static KillFindings None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    public KillFindings Add(KillFindings other) => new(
        Cycles + other.Cycles, Accepted + other.Accepted, Acknowledged + other.Acknowledged, NotAccepted + other.NotAccepted,
        AcceptedLost + other.AcceptedLost, AcknowledgedLost + other.AcknowledgedLost, Duplicates + other.Duplicates, Corrupt + other.Corrupt);
}
