namespace MLOps.Sdk.Drift.Alarms;

/// <summary>The alarms of one version: those that look at each row, those that look at each window, or none.</summary>
internal readonly record struct WatchAlarms(VersionAlarms? Rows, WindowAlarms? Windows);
