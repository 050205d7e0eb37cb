using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Health;

/// <summary>What can be seen of recording at one moment, by the monotonic clock.</summary>
internal sealed record RecordingSigns
{
    /// <summary>The monotonic clock.</summary>
    public required long Now { get; init; }

    /// <summary>Whether recording was started.</summary>
    public required bool IsStarted { get; init; }

    /// <summary>Whether it was asked to stop.</summary>
    public required bool IsStopped { get; init; }

    /// <summary>Whether the pump's thread runs.</summary>
    public required bool IsPumpAlive { get; init; }

    /// <summary>When the pump last came round.</summary>
    public required long LastPass { get; init; }

    /// <summary>The books.</summary>
    public required RecordingCounts Counts { get; init; }

    /// <summary>The fullest lane, 0 to 1.</summary>
    public required double Fill { get; init; }

    /// <summary>What the store said last, or null.</summary>
    public string? StoreError { get; init; }

    /// <summary>Records whose declared features or tags could not be read.</summary>
    public long CaptureFailed { get; init; }

    /// <summary>Why a crash of the process would lose pending predictions though it should not; or null.</summary>
    public string? PlainMemoryReason { get; init; }

    /// <summary>Predictors that the app registered over ours, whose calls are not recorded.</summary>
    public IReadOnlyList<string> Unrecorded { get; init; } = [];

    /// <summary>What needs a look about the retention that the app does by itself; or null.</summary>
    public string? RetentionConcern { get; init; }
}
