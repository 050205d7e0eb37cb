using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Alarms;

namespace MLOps.Sdk.Performance;

/// <summary>How one version does. Owned by the monitors' thread.</summary>
/// <param name="version">The version.</param>
internal sealed class Watch(ServedVersion version)
{
    public ServedVersion Version { get; } = version;

    /// <summary>The predictions whose outcome is waited for, those of the model's other versions among them; null when its errors are not watched.</summary>
    public WaitingPredictions<WaitingPrediction>? Waiting { get; set; }

    public PerformanceBaseline? Baseline { get; set; }

    public RiskWatch? Risk { get; set; }

    /// <summary>The predictions seen.</summary>
    public long Rows { get; set; }
}
