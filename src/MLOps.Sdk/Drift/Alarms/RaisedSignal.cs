namespace MLOps.Sdk.Drift.Alarms;

/// <summary>An alarm of one signal that was raised.</summary>
/// <param name="Signal">The signal's name.</param>
/// <param name="Place">The place of the row that raised it among the rows that were taken in together.</param>
/// <param name="LogWealth">The logarithm of the wealth.</param>
/// <param name="LogLimit">The logarithm of the wealth at which it is raised.</param>
/// <param name="Effect">How far the latest rows are from the reference.</param>
internal readonly record struct RaisedSignal(string Signal, int Place, double LogWealth, double LogLimit, double Effect);
