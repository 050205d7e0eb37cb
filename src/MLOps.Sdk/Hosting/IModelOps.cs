using MLOps.Sdk.Health;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;
using MLOps.Sdk.Rollout;

namespace MLOps.Sdk;

/// <summary>The running recorder of an app: its books, its health, and how to wait for it.</summary>
public interface IModelOps
{
    /// <summary>The books: <c>calls = durable + pending + lost</c>.</summary>
    RecordingCounts Counts { get; }

    /// <summary>Actions and outcomes that the channel had no room for, or that came after the stop.</summary>
    long AnnotationsLost { get; }

    /// <summary>Calls of audited models whose record was not durable when they returned or threw.</summary>
    long AuditFailures { get; }

    /// <summary>How the pump is doing.</summary>
    PumpStatus Pump { get; }

    /// <summary>Whether predictions are recorded and become durable; not known is not healthy.</summary>
    RecordingHealth Health { get; }

    /// <summary>
    /// The loss window: predictions of this last stretch of time are lost when the machine crashes now. It is
    /// <see cref="RecordingOptions.CommitInterval"/> while the store keeps up, and the age of the oldest prediction that
    /// waits for the store otherwise.
    /// </summary>
    TimeSpan LossWindow { get; }

    /// <summary>How the retention that the app does by itself is doing; see <see cref="ModelOpsOptions.Retention"/>.</summary>
    RetentionStatus Retention { get; }

    /// <summary>Readings of predictions in this process that the log does not hold, because it could not be written when it was time.</summary>
    long AccessesUnrecorded { get; }

    /// <summary>Why a crash of the process would lose pending predictions; null when it would not.</summary>
    string? PlainMemoryReason { get; }

    /// <summary>The models of the app and the versions that answer.</summary>
    IReadOnlyList<ModelStatus> Models { get; }

    /// <summary>How running rollouts do, by the calls that all processes saw; empty where it does not judge them (<see cref="RolloutOptions.Judges"/>).</summary>
    IReadOnlyList<CanaryReport> Canaries { get; }

    /// <summary>What versions answered that see calls beside those that answer callers.</summary>
    IReadOnlyList<ShadowReport> Shadows { get; }

    /// <summary>Waits until everything recorded before the call is durable.</summary>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the time was up first; nothing is lost by that.</returns>
    Task<bool> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Looks at the registry now instead of at the next poll.</summary>
    Task RefreshAsync(CancellationToken cancellationToken = default);
}

/// <summary>A model of the app and the version that answers.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Version">The version that answers; null when none does yet.</param>
/// <param name="Sha256">Its artefact's SHA-256; null for code.</param>
/// <param name="CheckedAt">When the registry last said which version is champion; its age shows a registry that is away.</param>
/// <param name="Error">Why a newer decision of the registry could not be followed; null when all is well.</param>
public sealed record ModelStatus(string Name, string? Version, string? Sha256, DateTimeOffset? CheckedAt, string? Error);
