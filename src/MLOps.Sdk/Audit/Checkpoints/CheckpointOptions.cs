namespace MLOps.Sdk.Audit.Checkpoints;

/// <summary>Where and how often checkpoints of the chain are published.</summary>
public sealed class CheckpointOptions
{
    /// <summary>How often; what was recorded since the last checkpoint could be cut off unseen.</summary>
    /// <value>1 s to 1 day; default 1 minute.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Files to which each checkpoint is added as a line.</summary>
    public IList<string> Files { get; } = [];

    /// <summary>Addresses to which each checkpoint is posted as JSON.</summary>
    public IList<Uri> Webhooks { get; } = [];

    /// <summary>Whether each checkpoint is written to the app's log.</summary>
    /// <value>Default false.</value>
    public bool Log { get; set; }
}
