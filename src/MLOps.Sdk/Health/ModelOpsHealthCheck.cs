using Microsoft.Extensions.Diagnostics.HealthChecks;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Health;

/// <summary>The health of recording for the app's health endpoint: healthy only when predictions are recorded and become durable; degraded when that is not known.</summary>
internal sealed class ModelOpsHealthCheck(RecordingWatchdog watchdog, IModelOps ops) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        RecordingHealth health = watchdog.Check();
        RecordingCounts counts = ops.Counts;
        var data = new Dictionary<string, object>
        {
            ["calls"] = counts.Calls,
            ["durable"] = counts.Durable,
            ["pending"] = counts.Pending,
            ["lost"] = counts.LostTotal,
            ["lossWindowSeconds"] = ops.LossWindow.TotalSeconds,
        };
        string description = health.Findings.IsEmpty
            ? "Predictions are recorded and durable."
            : string.Join(" ", health.Findings.Select(static finding => finding.Reason));
        HealthStatus status = health.Verdict switch
        {
            RecordingVerdict.Pass => HealthStatus.Healthy,
            RecordingVerdict.Inconclusive => HealthStatus.Degraded,
            _ => context?.Registration.FailureStatus ?? HealthStatus.Unhealthy,
        };
        return Task.FromResult(new HealthCheckResult(status, description, exception: null, data));
    }
}
