namespace MLOps.Sdk.Privacy;

/// <summary>How the retention that an app does by itself is doing. An immutable snapshot.</summary>
public sealed record RetentionStatus
{
    /// <summary>Whether anything is limited.</summary>
    public bool IsOn { get; init; }

    /// <summary>When the last run began that did all there was to do, in any process of the directory; null when there was none, or this process has not looked yet.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>What the last run of this process removed, or null.</summary>
    public RetentionReport? LastReport { get; init; }

    /// <summary>Why the last run of this process failed; null when it did not.</summary>
    public string? Fault { get; init; }

    /// <summary>Runs of this process that did all there was to do.</summary>
    public long Runs { get; init; }

    /// <summary>Runs of this process that failed.</summary>
    public long Failures { get; init; }

    /// <summary>Predictions that this process removed.</summary>
    public long Removed { get; init; }

    /// <summary>What needs a look, in a sentence with the way out; null when nothing does.</summary>
    public string? Concern { get; init; }
}
