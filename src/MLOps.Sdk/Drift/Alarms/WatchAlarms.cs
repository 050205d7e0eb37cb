namespace MLOps.Sdk.Drift.Alarms;

/// <summary>The alarms of one version: those that look at each row, those that look at each window, or none.</summary>
/// <param name="Rows">Those that look at each row.</param>
/// <param name="Windows">Those that look at each window.</param>
/// <param name="AreKept">Whether those of rows outlive the app.</param>
internal readonly record struct WatchAlarms(VersionAlarms? Rows, WindowAlarms? Windows, bool AreKept = false);
