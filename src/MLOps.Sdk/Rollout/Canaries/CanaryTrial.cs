using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>A step of a rollout as this process follows it: what evidence is gathered for. Immutable.</summary>
/// <param name="Status">The decision.</param>
/// <param name="Since">When the process began to follow it, in microseconds since 1970 UTC: calls from before belong to another step.</param>
/// <param name="Split">What was dealt out.</param>
internal sealed record CanaryTrial(RolloutStatus Status, long Since, SplitUnit Split)
{
    public string Model => Status.Model;

    public RolloutPlan Plan => Status.Plan;

    /// <summary>Whether it is judged by what came true.</summary>
    public bool WaitsForOutcomes => Plan.Rules.OutcomeTolerance is not null || Plan.Bandit is not null;

    /// <summary>Whether the other is of the same rollout and step.</summary>
    public bool IsSameStep(RolloutStatus status) => Plan.Name == status.Plan.Name && Plan.Step == status.Plan.Step;
}

/// <summary>What variants are dealt out to, as records show it.</summary>
internal enum SplitUnit
{
    /// <summary>Subjects; a call without one is one of its own.</summary>
    Subjects,

    /// <summary>A key that records do not have: the split cannot be checked.</summary>
    Unseen,
}

/// <summary>What the variants did in a step, by the calls that this process saw. Immutable.</summary>
/// <param name="Trial">The step.</param>
/// <param name="Arms">In the order of the plan's variants.</param>
internal sealed record CanaryEvidence(CanaryTrial Trial, IReadOnlyList<ArmCounts> Arms)
{
    /// <summary>Nanoseconds from which on a call was counted as slow; null while that is not known.</summary>
    public long? SlowLimit { get; init; }
}
