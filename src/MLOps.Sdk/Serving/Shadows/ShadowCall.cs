namespace MLOps.Sdk.Serving.Shadows;

/// <summary>A call that was answered, for a shadow to answer as well.</summary>
/// <param name="Input">What the model was given.</param>
/// <param name="Output">What the caller got.</param>
/// <param name="Sequence">The lower half of the prediction's id; 0 when it was not recorded.</param>
/// <param name="Latency">Ticks of the monotonic clock.</param>
internal readonly record struct ShadowCall<TInput, TOutput>(TInput Input, TOutput Output, ulong Sequence, long Latency);
