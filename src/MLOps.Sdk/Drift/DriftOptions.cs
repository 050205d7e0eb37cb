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

    /// <summary>
    /// In how many steps a window slides over its length: with 10, windows of 1,000 rows close every 100 rows and each
    /// row is in ten of them. Memory: one counter more for each step.
    /// </summary>
    /// <value>1 to 100; <see cref="WindowRows"/>, or the duration in microseconds, is a multiple of it. Default 1: windows do not overlap.</value>
    public int WindowSteps { get; set; } = 1;

    /// <summary>How long a window by time waits after its end for rows that come late. What comes later still is counted in the oldest open window, as late.</summary>
    /// <value>Zero to 100 steps of a window. Default zero. Windows by rows have no late rows.</value>
    public TimeSpan AllowedLateness { get; set; }

    /// <summary>Closed windows of each version that stay readable in memory; the store keeps all.</summary>
    /// <value>1 to 100,000. Default 100.</value>
    public int KeptWindows { get; set; } = DriftDefaults.KeptWindows;

    /// <summary>When drift raises an alert; a model may change it for itself.</summary>
    public DriftAlarmOptions Alarm { get; } = new();
}
