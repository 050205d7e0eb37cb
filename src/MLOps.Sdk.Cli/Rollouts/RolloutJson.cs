using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Rollouts;

/// <summary>A rollout as JSON; scripts depend on the keys.</summary>
internal static class RolloutJson
{
    public static void Write(Utf8JsonWriter json, RolloutStatus status, CanaryReport? report)
    {
        RolloutPlan plan = status.Plan;
        json.WriteStartObject();
        json.WriteString("name", status.Model);
        json.WriteString("rollout", plan.Name);
        json.WriteString("kind", plan.Kind.ToString().ToLowerInvariant());
        json.WriteString("state", RolloutWords.Of(plan));
        json.WriteNumber("step", plan.Steps.Count == 0 ? 0 : plan.Step + 1);
        json.WriteObjects("steps", plan.Steps, step =>
        {
            json.WriteNumber("share", step.Share);
            json.WriteNumber("seconds", step.Duration.TotalSeconds);
        });
        json.WriteObjects("variants", plan.Variants, variant =>
        {
            json.WriteString("name", variant.Name);
            json.WriteString("version", variant.Version);
            json.WriteNumber("share", variant.Share);
        });
        json.WriteObjects("shadows", plan.Shadows, shadow =>
        {
            json.WriteString("version", shadow.Version);
            json.WriteNumber("sample", shadow.Sample);
        });
        json.WriteString("startedAt", status.StartedAt);
        json.WriteString("stepAt", status.StepAt);
        json.WriteString("changedAt", status.ChangedAt);
        json.WriteString("actor", status.Actor);
        json.WriteString("reason", status.Reason);
        json.WriteString("evidence", plan.Evidence);
        json.WriteNumber("sequence", status.Sequence);
        WriteBandit(json, plan.Bandit);
        WriteReport(json, plan, report);
        json.WriteEndObject();
    }

    private static void WriteBandit(Utf8JsonWriter json, BanditRules? bandit)
    {
        if (bandit is null)
        {
            json.WriteNull("bandit");
            return;
        }

        json.WriteStartObject("bandit");
        json.WriteNumber("epochSeconds", bandit.Epoch.TotalSeconds);
        json.WriteNumber("floor", bandit.Floor);
        json.WriteEndObject();
    }

    // What is not known is null, never 0.
    private static void WriteReport(Utf8JsonWriter json, RolloutPlan plan, CanaryReport? report)
    {
        json.WriteString("verdict", RolloutWords.Of(report?.Verdict));
        json.WriteString("next", report?.Next);
        json.WriteFigure("processes", report?.Processes);
        if (report is null)
        {
            json.WriteNull("arms");
            return;
        }

        json.WriteObjects("arms", Enumerable.Range(0, report.Arms.Count), arm =>
        {
            ArmCounts counts = report.Arms[arm];
            CanaryVerdict? verdict = arm == 0 ? null : report.Verdicts.ElementAtOrDefault(arm - 1);
            json.WriteString("name", plan.Variants[arm].Name);
            json.WriteString("version", plan.Variants[arm].Version);
            json.WriteNumber("calls", counts.Calls);
            json.WriteNumber("errors", counts.Errors);
            json.WriteNumber("slow", counts.Slow);
            json.WriteNumber("timed", counts.Timed ?? counts.Calls);
            json.WriteNumber("outcomes", counts.Outcomes.Rows);
            json.WriteFigure("loss", counts.Outcomes.Rows == 0 ? null : counts.Outcomes.Mean);
            json.WriteString("verdict", RolloutWords.Of(verdict));
            json.WriteString("verdictReason", verdict?.Reason);
        });
    }
}
