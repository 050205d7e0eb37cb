using MLOps.Sdk.Recording;

namespace MLOps.Sdk;

/// <summary>What all recorded predictions of one version in one process share, so that a prediction carries one reference to it.</summary>
/// <param name="Version">The version that answers.</param>
/// <param name="Variant">The part it plays.</param>
/// <param name="Writer">The upper half of the ids.</param>
/// <param name="TicksPerSecond">The monotonic clock's frequency.</param>
/// <param name="Annotator">Takes what is said about the predictions later.</param>
internal sealed record PredictionOrigin(
    ServedVersion Version, PredictionVariant Variant, ulong Writer, long TicksPerSecond, IPredictionAnnotator Annotator)
{
    public TimeSpan ToTimeSpan(long ticks) => new((long)(ticks * ((double)TimeSpan.TicksPerSecond / TicksPerSecond)));
}
