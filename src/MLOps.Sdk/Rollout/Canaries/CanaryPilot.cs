using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>What a canary does next.</summary>
internal enum CanaryMove
{
    Hold,
    Advance,
    Promote,
    RollBack,

    /// <summary>Ended by somebody else: the champion is another one than at the start.</summary>
    Stop,
}

/// <summary>What to do with a canary, and why.</summary>
internal sealed record CanaryDecision(CanaryMove Move, string Reason, CanaryVerdict? Verdict = null);

/// <summary>Decides about a canary from its plan, its evidence and the time. Pure.</summary>
/// <remarks>
/// Each step is judged by its own calls alone: the share changes with a step and much else with time, and calls of both
/// before and after would be mixed in different proportions (Simpson). Steps and judges share the probability to be wrong.
/// </remarks>
internal static class CanaryPilot
{
    public static CanaryDecision Decide(RolloutStatus status, MergedEvidence evidence, string? champion, bool isFrozen, DateTimeOffset now)
    {
        RolloutPlan plan = status.Plan;
        if (champion == plan.Variants[1].Version)
            return new CanaryDecision(CanaryMove.Promote, "promoted by somebody else");
        if (champion != plan.Variants[0].Version)
            return new CanaryDecision(CanaryMove.Stop, $"champion is '{champion}' now, not '{plan.Variants[0].Version}' as when the canary started: there is nothing to compare with");

        CanaryVerdict verdict = Judge(plan, evidence);
        if (verdict.Verdict == Verdict.Fail)
            return Decided(CanaryMove.RollBack, plan.Conduct.RollsBackItself, verdict);
        if (isFrozen)
            return new CanaryDecision(CanaryMove.Hold, "the model is frozen", verdict);

        bool isLast = plan.Step == plan.Steps.Count - 1, hasLasted = now - status.StepAt >= plan.Steps[plan.Step].Duration;
        if (isLast && hasLasted && verdict.Verdict == Verdict.Pass)
            return Decided(CanaryMove.Promote, plan.Conduct.PromotesItself, verdict);
        if (now - status.StartedAt >= plan.Conduct.MaximumDuration)
            return OnTimeUp(plan, verdict);

        // A split that went wrong, or too few calls, has no measures: no data is no reason to go on.
        if (!isLast && hasLasted && verdict.Measures.Count > 0)
            return new CanaryDecision(CanaryMove.Advance, $"step {plan.Step + 1} of {plan.Steps.Count} shows no harm: {verdict.Reason}", verdict);
        return new CanaryDecision(CanaryMove.Hold, verdict.Reason, verdict);
    }

    /// <summary>The verdict about the second variant.</summary>
    public static CanaryVerdict Judge(RolloutPlan plan, MergedEvidence evidence) => JudgeEach(plan, evidence)[0];

    /// <summary>The verdict about each variant after the first, against the first. Steps, judges and variants share the probability to be wrong.</summary>
    public static IReadOnlyList<CanaryVerdict> JudgeEach(RolloutPlan plan, MergedEvidence evidence)
    {
        int shared = Math.Max(plan.Steps.Count, 1) * plan.Conduct.Judges * (plan.Variants.Count - 1);
        CanaryRules rules = plan.Rules with { Alpha = plan.Rules.Alpha / shared };
        return [.. plan.Variants.Skip(1).Select((variant, index) => rules.Judge(
            evidence.Arms[0], evidence.Arms[index + 1], variant.Share / (plan.Variants[0].Share + variant.Share), evidence.SplitEvidence))];
    }

    private static CanaryDecision Decided(CanaryMove move, bool byItself, CanaryVerdict verdict) => byItself
        ? new CanaryDecision(move, verdict.Reason, verdict)
        : new CanaryDecision(CanaryMove.Hold, $"{verdict.Reason}; people decide (CanaryConduct)", verdict);

    private static CanaryDecision OnTimeUp(RolloutPlan plan, CanaryVerdict verdict)
    {
        string reason = $"no verdict within {plan.Conduct.MaximumDuration}: {verdict.Reason}";
        return plan.Conduct.OnInconclusive switch
        {
            InconclusiveEnd.Promote => new CanaryDecision(CanaryMove.Promote, reason, verdict),
            InconclusiveEnd.RollBack => new CanaryDecision(CanaryMove.RollBack, reason, verdict),
            _ => new CanaryDecision(CanaryMove.Hold, reason, verdict),
        };
    }
}
