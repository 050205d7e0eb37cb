using MLOps.Sdk.Evaluation;

namespace MLOps.Sdk.Retraining.Trials;

/// <summary>Tries a registered version on live traffic, as a shadow or a canary, and says how it did.</summary>
/// <remarks>Called again for the same version when a run goes on after a crash: what was started is gone on with.</remarks>
public interface IRetrainingTrial
{
    /// <summary>What it is called in the record of a run, such as "canary".</summary>
    string Name { get; }

    /// <summary>Tries the version until there is a verdict.</summary>
    ValueTask<TrialResult> RunAsync(TrialRequest request, CancellationToken cancellationToken);
}

/// <summary>What is tried.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version that is tried.</param>
/// <param name="Champion">The version it was compared with, or null.</param>
public sealed record TrialRequest(string Run, string Model, string Version, string? Champion);

/// <summary>How a trial ended.</summary>
/// <param name="Verdict">Pass: the version is promoted; fail: it is rejected; inconclusive: a person decides.</param>
/// <param name="Reason">Why, one sentence.</param>
public sealed record TrialResult(Verdict Verdict, string Reason);
