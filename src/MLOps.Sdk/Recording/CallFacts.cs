using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Recording;

/// <summary>How a call went, besides what was captured of its input and output.</summary>
/// <param name="EndTimestamp">The monotonic clock at its end.</param>
/// <param name="Latency">Ticks of that clock from start to end.</param>
/// <param name="Cost">Pico-units, or <see cref="Sdk.Cost.PicoUnits.Unknown"/>.</param>
/// <param name="Output">The output as a number, NaN when it has none.</param>
/// <param name="Numbers">Numeric features captured.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Variant">The part the version played.</param>
/// <param name="Flags">What else is true of it.</param>
internal readonly record struct CallFacts(
    long EndTimestamp, long Latency, long Cost, double Output, int Numbers, PredictionStatus Status, PredictionVariant Variant, PredictionFlags Flags);
