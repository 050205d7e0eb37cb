using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Retraining.Trials;

/// <summary>
/// Tries a version as a canary: it answers a growing share of the calls until the canary is promoted or rolled back, by itself or by
/// people. A canary of the same version that runs already, or has ended, is the one.
/// </summary>
/// <param name="rollouts">Starts the canary, and knows how it stands.</param>
/// <param name="time">The clock.</param>
public sealed class LiveCanary(Rollouts rollouts, TimeProvider time) : IRetrainingTrial
{
    /// <summary>Changes the ramp, the rules and the conduct; null keeps the defaults.</summary>
    public Func<CanaryStart, CanaryStart>? Configure { get; init; }

    /// <summary>How often it is looked how the canary stands.</summary>
    /// <value>Default 1 second.</value>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => "canary";

    /// <inheritdoc/>
    public async ValueTask<TrialResult> RunAsync(TrialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        RolloutStatus? status = await FindAsync(request, cancellationToken).ConfigureAwait(false);
        if (status is null)
        {
            var start = new CanaryStart(request.Model, request.Version, $"retraining {request.Run}") { Actor = "retraining" };
            status = await rollouts.StartCanaryAsync(Configure?.Invoke(start) ?? start, cancellationToken).ConfigureAwait(false);
        }

        while (status is { Plan.State: RolloutState.Running })
        {
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
            status = await FindAsync(request, cancellationToken).ConfigureAwait(false);
        }

        string reason = status?.Reason ?? "another rollout took its place";
        return status?.Plan.State switch
        {
            RolloutState.Promoted => new TrialResult(Verdict.Pass, reason),
            RolloutState.RolledBack => new TrialResult(Verdict.Fail, reason),
            _ => new TrialResult(Verdict.Inconclusive, reason),
        };
    }

    private async ValueTask<RolloutStatus?> FindAsync(TrialRequest request, CancellationToken cancellationToken) =>
        await rollouts.FindAsync(request.Model, cancellationToken).ConfigureAwait(false) is { Plan: { Kind: RolloutKind.Canary, Challenger: { } challenger } } status && challenger.Version == request.Version
            ? status
            : null;
}
