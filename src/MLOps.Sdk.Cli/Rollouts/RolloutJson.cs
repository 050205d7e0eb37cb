using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Rollouts;

/// <summary>A rollout as JSON; scripts depend on the keys.</summary>
internal static class RolloutJson
{
    public static void Write(Utf8JsonWriter json, RolloutStatus status)
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
        json.WriteEndObject();
    }
}
