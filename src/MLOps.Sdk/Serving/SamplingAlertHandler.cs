using MLOps.Sdk.Alerts;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Serving;

/// <summary>Has every call of a sampled model recorded for a while after an alert about it: that is when each of them may be asked for.</summary>
internal sealed class SamplingAlertHandler(IRecordingControl control) : IAlertHandler
{
    /// <summary>How long after an alert: 1 hour.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromHours(1);

    public ValueTask HandleAsync(Alert alert, CancellationToken cancellationToken)
    {
        control.RecordAll(alert.Model, Duration);
        return default;
    }
}
