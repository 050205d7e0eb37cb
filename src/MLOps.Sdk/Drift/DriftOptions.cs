using MLOps.Sdk.Drift.Alarms;

namespace MLOps.Sdk.Drift;

/// <summary>How the stream of predictions is cut into windows. The defaults serve: change what the app needs.</summary>
public sealed class DriftOptions
{
    /// <summary>Rows in a window; the last of a run may be shorter.</summary>
    /// <value>1 to 10,000,000, and at most the rows of the reference. Default 1,000. Ignored when windows go by time.</value>
    public int WindowRows { get; set; } = DriftDefaults.WindowRows;

    /// <summary>The length of a window in time, aligned to 1970-01-01 UTC. Record times decide, not the clock.</summary>
    /// <value>1 second to 366 days. Default null: windows go by rows.</value>
    public TimeSpan? WindowDuration { get; set; }

    /// <summary>Closed windows of each version that stay readable in memory; the store keeps all.</summary>
    /// <value>1 to 100,000. Default 100.</value>
    public int KeptWindows { get; set; } = DriftDefaults.KeptWindows;

    /// <summary>When drift raises an alert; a model may change it for itself.</summary>
    public DriftAlarmOptions Alarm { get; } = new();
}
