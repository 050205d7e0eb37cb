using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Retraining;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Retraining;

/// <summary>Runs for scripts and for people.</summary>
internal static class RetrainingOutput
{
    public static void Write(Utf8JsonWriter json, RetrainingRun run)
    {
        json.WriteStartObject();
        json.WriteString("id", run.Id);
        json.WriteString("model", run.Model);
        json.WriteString("trigger", Word(run.Trigger));
        json.WriteString("reason", run.Reason);
        json.WriteString("actor", run.Actor);
        json.WriteString("state", Word(run.State));
        json.WriteString("startedAt", run.StartedAt);
        json.WriteMoment("endedAt", run.EndedAt);
        json.WriteString("version", run.Version);
        json.WriteString("message", run.Message);
        json.WriteObjects("steps", run.Steps, step =>
        {
            json.WriteString("step", Word(step.Step));
            json.WriteString("state", Word(step.State));
            json.WriteNumber("attempts", step.Attempts);
            json.WriteString("startedAt", step.StartedAt);
            json.WriteMoment("endedAt", step.EndedAt);
            json.WriteString("message", step.Message);
            json.WritePropertyName("data");
            json.WriteRawValue(step.Data);
        });
        json.WriteEndObject();
    }

    public static Table Of(IEnumerable<RetrainingRun> runs)
    {
        Table table = Tables.Create("run", "model", "started", "trigger", "state", "version", "what");
        foreach (RetrainingRun run in runs)
            table.Row(run.Id, run.Model, Figures.Time(run.StartedAt), Word(run.Trigger), Word(run.State), run.Version, run.Message ?? run.Reason);
        return table;
    }

    public static Table StepsOf(RetrainingRun run)
    {
        Table table = Tables.Create("step", "state", " attempts", "started", " seconds", "what");
        foreach (RetrainingStepRecord step in run.Steps)
        {
            table.Row(
                Word(step.Step), Word(step.State), Figures.Of(step.Attempts), Figures.Time(step.StartedAt),
                Figures.Of((step.EndedAt - step.StartedAt)?.TotalSeconds), step.Message);
        }

        return table;
    }

    /// <summary>0: promoted; 1: failed; 2: refused; 3: a person decides, or it is under way.</summary>
    public static int ExitCodeOf(RetrainingState state) => state switch
    {
        RetrainingState.Promoted => ExitCode.Ok,
        RetrainingState.Refused => ExitCode.Failed,
        RetrainingState.Failed => ExitCode.Fault,
        _ => ExitCode.Inconclusive,
    };

    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
