using MLOps.Sdk.Registry;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>How a rollout does by what its instances shared, also for whoever looks from outside, such as the tool.</summary>
internal static class SharedReport
{
    /// <summary>Of what was counted in the step that is running.</summary>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    public static async ValueTask<CanaryReport> ReadAsync(ISharedNotes notes, RolloutStatus status, CancellationToken cancellationToken)
    {
        var trial = new CanaryTrial(status, Since: 0, SplitUnit.Subjects);
        var exchange = new EvidenceExchange(notes, instance: ""); // which writes nothing
        long? limit = await exchange.AgreeOnLimitAsync(new CanaryEvidence(trial, []), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<EvidenceNote> counted = await exchange.ReadAsync(trial, cancellationToken).ConfigureAwait(false);

        // Whoever counted knows what was dealt out: who saw subjects says how many there were.
        SplitUnit split = counted.All(static note => note.Arms.All(static arm => arm.Units is not null)) ? SplitUnit.Subjects : SplitUnit.Unseen;
        return Of(status, MergedEvidence.Of(status.Plan, split, counted, limit));
    }

    /// <summary>Of what is merged.</summary>
    public static CanaryReport Of(RolloutStatus status, MergedEvidence evidence)
    {
        RolloutPlan plan = status.Plan;
        IReadOnlyList<CanaryVerdict> verdicts = plan.Bandit is null ? CanaryPilot.JudgeEach(plan, evidence) : [];
        string next = plan.Bandit is { } bandit
            ? $"a bandit: shares follow outcomes at {status.ChangedAt + bandit.Epoch:u}, if there are any ({BanditPilot.Describe(plan, evidence)})"
            : plan.Kind == RolloutKind.Test ? "a test: people decide" : "a canary: whoever judges it decides at the next look";
        return new CanaryReport(status, evidence.Arms, verdicts.Count == 0 ? null : verdicts[0], next) { Verdicts = verdicts, Processes = evidence.Processes };
    }
}
