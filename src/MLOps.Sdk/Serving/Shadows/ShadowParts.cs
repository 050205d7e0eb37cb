using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Rollout;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>What a model's shadows work with.</summary>
internal sealed record ShadowParts<TInput, TOutput>(
    ShadowOptions<TInput> Options, InputCapture<TInput> Input, OutputCapture<TOutput> Output, CostModel Cost, PredictionChannel Channel, TimeProvider Time)
{
    /// <summary>Whether calls change something outside: such a model has no shadows.</summary>
    public bool HasSideEffects { get; init; }
}
