namespace MLOps.Sdk.Storage;

/// <summary>
/// How readings of predictions by <see cref="IPredictionLog"/> and <see cref="IOutcomeLog"/> in this process are recorded: as
/// events of kind <see cref="LogEvent.Access"/>, those of one actor, purpose and query together.
/// </summary>
public sealed class AccessOptions
{
    /// <summary>Names who reads, where no <see cref="AccessScope"/> does: the user of the request at hand, say. Asked at each reading, on the reader's thread; null, or what throws, names the system's user.</summary>
    /// <value>Default null: the system's user.</value>
    public Func<string?>? Actor { get; set; }

    /// <summary>How long readings are gathered before they are recorded: a process that is killed has not recorded those of this last stretch of time.</summary>
    /// <value>100 ms to 10 minutes; default 5 s.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);
}
