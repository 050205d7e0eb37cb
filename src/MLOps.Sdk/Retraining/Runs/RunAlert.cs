using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Retraining.Runs;

/// <summary>Says that a run ended otherwise than hoped for.</summary>
internal static class RunAlert
{
    private const string NoVersion = "-";

    /// <summary>The alert; null when the new version is champion.</summary>
    public static Alert? Of(RetrainingRun run, RetrainingStep step, string message, DateTimeOffset now, RetrainingOptions options) => run.State == RetrainingState.Promoted ? null : new Alert
    {
        Model = run.Model,
        Version = run.Version ?? NoVersion,
        Monitor = RetrainingPipeline.MonitorName,
        Signal = step.ToString().ToLowerInvariant(),
        Kind = run.State.ToString().ToLowerInvariant(),
        Severity = run.State == RetrainingState.Held ? AlertSeverity.Information : AlertSeverity.Warning,
        Time = now,
        Row = 0,
        Message = run.State switch
        {
            RetrainingState.Failed => $"Retraining {run.Id} failed in its step '{step.ToString().ToLowerInvariant()}': {message}",
            RetrainingState.Refused => $"Retraining {run.Id}: {message}",
            _ => $"Retraining {run.Id} waits for a person: {message}",
        },
        Evidence = EventDetails.Of(("run", run.Id), ("trigger", run.Trigger.ToString().ToLowerInvariant()), ("reason", run.Reason)),
        Owner = options.Owner,
        Playbook = options.Playbook,
    };
}
