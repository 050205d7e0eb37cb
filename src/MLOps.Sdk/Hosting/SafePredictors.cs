using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Features;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Serving.Safety;

namespace MLOps.Sdk.Hosting;

/// <summary>Puts what a model declares for the safety of its callers around its recorded predictor.</summary>
internal static class SafePredictors
{
    /// <summary>The recorded predictor as it is, where nothing is declared; else inside its protection.</summary>
    public static IPredictor<TInput, TOutput> Around<TInput, TOutput>(
        IServiceProvider provider, ModelBuilder<TInput, TOutput> model, FeatureSet<TInput> features, IPredictor<TInput, TOutput> recorded)
    {
        if (!model.Safety.IsDeclared)
            return recorded;
        IEnumerable<FallbackStep<TInput, TOutput>> steps = model.Safety.Fallback?.Steps ?? [];
        return SafetyLayer.Around(model.Name, model.Safety, recorded, [.. steps.Select(step => Recorded(provider, model, features, step))], provider.GetRequiredService<TimeProvider>());
    }

    /// <summary>A fallback that records what it answers.</summary>
    private static ServedPredictor<TInput, TOutput> Recorded<TInput, TOutput>(
        IServiceProvider provider, ModelBuilder<TInput, TOutput> model, FeatureSet<TInput> features, FallbackStep<TInput, TOutput> step)
    {
        var channel = provider.GetRequiredService<PredictionChannel>();
        var time = provider.GetRequiredService<TimeProvider>();
        ModelSlot<TInput, TOutput> slot = model.Safety.Previous!;
        if (step.Version is { } version)
        {
            ServedVersion served = channel.Ring.Versions.GetOrAdd(features.Schema, version);
            var origin = new PredictionOrigin(served, PredictionVariant.Fallback, channel.Ring.Header.Writer, time.TimestampFrequency, provider.GetRequiredService<PredictionAnnotator>());
            slot = new ModelSlot<TInput, TOutput>(model.Name);
            slot.Replace(new ServingVersion<TInput, TOutput>(origin, step.Predictor!, owned: null, sha256: null));
        }

        PayloadLimit limit = ModelOpsBuilderModelExtensions.LimitOf(provider);
        return new ServedPredictor<TInput, TOutput>(
            slot, ModelOpsBuilderModelExtensions.InputOf(model, features, limit), ModelOpsBuilderModelExtensions.OutputOf(model, limit),
            step.Cost ?? (step.Version is null ? model.CostModel : CostModel.Unknown), channel, time);
    }
}
