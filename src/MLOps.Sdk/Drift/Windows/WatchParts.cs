using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>What all watches of a monitor share.</summary>
/// <param name="Shape">How streams are cut into windows.</param>
/// <param name="PValues">Remembered p-values.</param>
/// <param name="OnWindow">Takes each closed window.</param>
internal sealed record WatchParts(WindowShape Shape, KsPValueCache PValues, Action<DriftWindow> OnWindow);
