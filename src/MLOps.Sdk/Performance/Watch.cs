using MLOps.Sdk.Performance.Windows;
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

    /// <summary>The alarm; null when it is not known how often the model was wrong at validation.</summary>
    public RiskWatch? Risk { get; set; }

    /// <summary>The windows of the version and its segments.</summary>
    public VersionOutcomes? Outcomes { get; set; }

    /// <summary>Where the alarm is kept across restarts; null when it is not.</summary>
    public string? StateKey { get; set; }

    /// <summary>The losses that the alarm had seen when it was saved.</summary>
    public long SavedLosses { get; set; }

    /// <summary>The predictions seen.</summary>
    public long Rows { get; set; }
}
