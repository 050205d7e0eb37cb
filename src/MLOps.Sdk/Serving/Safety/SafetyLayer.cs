using MLOps.Sdk.Recording;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MLOps.Sdk.Serving.Safety;

/// <summary>Builds what a model declares for the safety of its callers.</summary>
internal static class SafetyLayer
{
    /// <summary>The recorded predictor inside its protection.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="declared">What is declared.</param>
    /// <param name="recorded">The recorded predictor.</param>
    /// <param name="fallbacks">The recorded fallbacks, in their order.</param>
    /// <param name="time">The clock.</param>
    public static IPredictor<TInput, TOutput> Around<TInput, TOutput>(
        string model, SafetyDeclaration<TInput, TOutput> declared, IPredictor<TInput, TOutput> recorded, IReadOnlyList<IPredictor<TInput, TOutput>> fallbacks, TimeProvider time)
    {
        ResiliencePipeline? pipeline = declared.Resilience is { } options ? PipelineOf(options, time) : null;
        CallLimit? limit = declared.Resilience?.MaximumConcurrency is { } most ? new CallLimit(model, most) : null;
        bool leaves = declared.Resilience?.Timeout is not null;
        if (typeof(TInput) != typeof(FeatureVector))
            return new ResilientPredictor<TInput, TOutput>(recorded, pipeline, limit, leaves, fallbacks);
        object vector = new ResilientVectorPredictor<TOutput>(
            (IPredictor<FeatureVector, TOutput>)(object)recorded, pipeline, limit, leaves, [.. fallbacks.Select(static fallback => (IPredictor<FeatureVector, TOutput>)(object)fallback)]);
        return (IPredictor<TInput, TOutput>)vector;
    }

    private static ResiliencePipeline? PipelineOf(ResilienceOptions options, TimeProvider time)
    {
        if (options.BreakAt is null && options.Timeout is null)
            return null;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.BreakAt is { } share)
        {
            builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = share,
                MinimumThroughput = options.MinimumCalls,
                SamplingDuration = options.SamplingDuration,
                BreakDuration = options.BreakDuration,
                ShouldHandle = static args => ValueTask.FromResult(
                    args.Outcome.Exception is { } fault and not (AuditException or CallRejectedException) && !(fault is OperationCanceledException && args.Context.CancellationToken.IsCancellationRequested)),
            });
        }

        if (options.Timeout is { } limit)
            builder.AddTimeout(new TimeoutStrategyOptions { Timeout = limit });
        return builder.Build();
    }
}
