using System.Globalization;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Rollouts;

/// <summary>A rollout in words and tables.</summary>
internal static class RolloutWords
{
    /// <summary>Where it stands: "running", "promoted", "rolled-back", "stopped".</summary>
    public static string Of(RolloutPlan plan) => plan.State switch
    {
        RolloutState.Running => plan.IsRunning ? "running" : "none",
        RolloutState.Promoted => "promoted",
        RolloutState.RolledBack => "rolled-back",
        _ => "stopped",
    };

    public static Table TableOf(RolloutStatus status, CanaryReport? report)
    {
        RolloutPlan plan = status.Plan;
        Table table = Tables.Create("what", "is");
        table.Row("rollout", $"{plan.Name} ({plan.Kind.ToString().ToLowerInvariant()}), {Of(plan)}");
        if (plan.Steps.Count > 0)
            table.Row("step", string.Create(CultureInfo.InvariantCulture, $"{plan.Step + 1} of {plan.Steps.Count}, for {plan.Steps[plan.Step].Duration} at least, since {Figures.Time(status.StepAt)}"));
        foreach (RolloutVariant variant in plan.Variants)
            table.Row(variant.Name, $"version {variant.Version}, {Percent(variant.Share)} of the calls while it runs");
        foreach (ShadowVariant shadow in plan.Shadows)
            table.Row("shadow", $"version {shadow.Version}, sees {Percent(shadow.Sample)} of the calls");
        table.Row("started", Figures.Time(status.StartedAt));
        table.Row("changed", $"{Figures.Time(status.ChangedAt)} by {status.Actor}: {status.Reason}");
        table.Row("evidence", plan.Evidence);
        if (plan.Bandit is { } bandit)
            table.Row("bandit", string.Create(CultureInfo.InvariantCulture, $"shares follow the outcomes every {bandit.Epoch}, none below {Percent(bandit.Floor)}"));
        if (report is not null)
            table.Row("next", report.Next);
        return table;
    }

    /// <summary>What each variant did.</summary>
    public static Table TableOf(CanaryReport report)
    {
        Table table = Tables.Create("variant", " calls", " errors", " slow", " outcomes", " loss", "verdict");
        for (int arm = 0; arm < report.Arms.Count; arm++)
        {
            ArmCounts counts = report.Arms[arm];
            CanaryVerdict? verdict = arm == 0 ? null : report.Verdicts.ElementAtOrDefault(arm - 1);
            table.Row(
                report.Status.Plan.Variants[arm].Name, Figures.Of(counts.Calls), Figures.Of(counts.Errors), $"{Figures.Of(counts.Slow)} of {Figures.Of(counts.Timed ?? counts.Calls)}",
                Figures.Of(counts.Outcomes.Rows), counts.Outcomes.Rows == 0 ? null : Figures.Of(counts.Outcomes.Mean), verdict is null ? null : $"{Of(verdict)}: {verdict.Reason}");
        }

        return table;
    }

    /// <summary>A verdict as scripts know it; null where there is none.</summary>
    public static string? Of(CanaryVerdict? verdict) => verdict?.Verdict.ToString().ToLowerInvariant();

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.####} %");
}
