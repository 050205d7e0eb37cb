using System.Diagnostics.Metrics;
using MLOps.Sdk.Hosting;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Health;

/// <summary>The books of recording as metrics of the app's meter factory: read when somebody collects, nothing is kept on the callers' way.</summary>
internal sealed class RecordingMeter : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "MLOps.Sdk.Recording";

    private const string Unit = "{prediction}";

    private readonly Meter _meter;

    public RecordingMeter(IMeterFactory factory, ModelOpsRuntime ops)
    {
        _meter = factory.Create(MeterName);
        _meter.CreateObservableCounter("modelops.predictions.calls", () => ops.Counts.Calls, Unit, "Predictions made.");
        _meter.CreateObservableCounter("modelops.predictions.durable", () => ops.Counts.Durable, Unit, "Predictions stored and synced.");
        _meter.CreateObservableUpDownCounter("modelops.predictions.pending", () => ops.Counts.Pending, Unit, "Predictions accepted and not durable yet.");
        _meter.CreateObservableCounter("modelops.predictions.lost", () => Losses(ops.Counts), Unit, "Predictions that will have no row, by reason.");
        _meter.CreateObservableGauge("modelops.loss_window", () => ops.LossWindow.TotalSeconds, "s", "How old the oldest prediction is that a crash of the machine would lose, at least the commit interval.");
        _meter.CreateObservableCounter("modelops.audit.failures", () => ops.AuditFailures, "{call}", "Calls of audited models whose record was not durable when they returned.");
        _meter.CreateObservableGauge("modelops.store.failures", () => ops.Pump.StoreFailures, "{batch}", "Batches in a row that the store refused.");
        _meter.CreateObservableCounter("modelops.retention.removed", () => ops.Retention.Removed, Unit, "Predictions that this process's retention removed.");
        _meter.CreateObservableCounter("modelops.retention.runs", () => ops.Retention.Runs, "{run}", "Runs of the retention that did all there was to do.");
        _meter.CreateObservableCounter("modelops.retention.failures", () => ops.Retention.Failures, "{run}", "Runs of the retention that failed.");
        _meter.CreateObservableCounter("modelops.access.unrecorded", () => ops.AccessesUnrecorded, "{read}", "Readings of predictions that the log does not hold.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Losses(RecordingCounts counts)
    {
        foreach ((LossReason reason, long count) in counts.Lost)
            yield return new Measurement<long>(count, new KeyValuePair<string, object?>("reason", reason.ToString()));
    }
}
