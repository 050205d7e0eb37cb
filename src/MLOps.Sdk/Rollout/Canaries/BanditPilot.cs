using System.Globalization;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Statistics.Bandits;

namespace MLOps.Sdk.Rollout.Canaries;

/// <summary>Deals the calls of a bandit out anew, from its plan, its outcomes and the time. Pure: all instances come to the same shares.</summary>
internal static class BanditPilot
{
    /// <summary>The shares of the next epoch; null while this one lasts, or while no outcome is known.</summary>
    public static double[]? Decide(RolloutStatus status, MergedEvidence evidence, DateTimeOffset now)
    {
        RolloutPlan plan = status.Plan;
        if (now - status.ChangedAt < plan.Bandit!.Epoch || evidence.Arms.All(static arm => arm.Outcomes.Rows == 0))
            return null;
        double[] good = [.. evidence.Arms.Select(arm => GoodOf(arm, plan.Rules.Loss))];
        double[] bad = [.. evidence.Arms.Select((arm, index) => arm.Outcomes.Rows - good[index])];
        int seed = (int)Bucket.Of(Bucket.SaltOf(plan.Name), status.Sequence.ToString(CultureInfo.InvariantCulture));
        return ThompsonShares.Of(good, bad, plan.Bandit.Floor, seed);
    }

    /// <summary>In words.</summary>
    public static string Describe(RolloutPlan plan, MergedEvidence evidence) =>
        string.Join("; ", evidence.Arms.Select((arm, index) => string.Create(
            CultureInfo.InvariantCulture, $"{plan.Variants[index].Name}: {GoodOf(arm, plan.Rules.Loss):0.#} of {arm.Outcomes.Rows} good")));

    // A reward between 0 and 1 is a share of a good outcome; what lies outside counts as the nearer end.
    private static double GoodOf(ArmCounts arm, OutcomeLoss loss)
    {
        double sum = arm.Outcomes.Rows * arm.Outcomes.Mean;
        return Math.Clamp(loss == OutcomeLoss.Gain ? -sum : arm.Outcomes.Rows - sum, 0, arm.Outcomes.Rows);
    }
}
