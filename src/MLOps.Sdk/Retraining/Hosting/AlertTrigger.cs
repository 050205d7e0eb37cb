using MLOps.Sdk.Alerts;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Retraining.Hosting;

/// <summary>Asks for a run when an alert says that a model has drifted or is wrong too often, where that is declared.</summary>
internal sealed class AlertTrigger(RetrainingService retraining) : IAlertHandler
{
    public ValueTask HandleAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (retraining.TriggersOf(alert.Model) is { } triggers && Asks(triggers, alert.Monitor))
            retraining.RequestAfter(alert, new RetrainingRequest(RetrainingTrigger.Alert, $"{alert.Monitor} alert about {alert.Signal}: {alert.Message}") { Actor = "alert" });
        return ValueTask.CompletedTask;
    }

    // Drift of a segment is drift; of shadow answers, which nobody saw, it is not.
    private static bool Asks(RetrainingTriggers triggers, string monitor) =>
        (triggers.OnAccuracy && monitor == PerformanceMonitor.MonitorName)
        || (triggers.OnDrift && (monitor == DriftMonitor.MonitorName || monitor.StartsWith(DriftMonitor.MonitorName + "[", StringComparison.Ordinal)));
}
