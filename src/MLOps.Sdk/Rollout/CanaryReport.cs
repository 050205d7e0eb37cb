using MLOps.Sdk.Rollout.Canaries;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Rollout;

/// <summary>How a running rollout does, by the calls that all processes saw in its step. Immutable.</summary>
/// <param name="Status">The decision in the registry.</param>
/// <param name="Arms">What each variant did, in the plan's order.</param>
/// <param name="Verdict">What that says of the second variant against the first; null while it is not judged.</param>
/// <param name="Next">What is done about it, and why.</param>
public sealed record CanaryReport(RolloutStatus Status, IReadOnlyList<ArmCounts> Arms, CanaryVerdict? Verdict, string Next)
{
    /// <summary>What it says of each variant after the first, against the first; empty while they are not judged.</summary>
    public IReadOnlyList<CanaryVerdict> Verdicts { get; init; } = Verdict is null ? [] : [Verdict];

    /// <summary>How many processes counted; null where that is not known.</summary>
    public int? Processes { get; init; }

    /// <summary>The counts and what each measure shows, in one line for people: what <see cref="RolloutDecision.Evidence"/> keeps.</summary>
    public string Describe() => CanaryText.Of(Status.Plan, Arms, Verdicts);
}
