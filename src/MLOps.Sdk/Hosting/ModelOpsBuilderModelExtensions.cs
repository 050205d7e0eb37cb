using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MLOps.Sdk;
using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Features;
using MLOps.Sdk.Health;
using MLOps.Sdk.Hosting;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;
using MLOps.Sdk.Rollout.Canaries;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Serving.Shadows;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds models to an app.</summary>
public static class ModelOpsBuilderModelExtensions
{
    /// <summary>Adds a model whose first version is a method.</summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="name">The model's name, unique in the app.</param>
    /// <param name="predict">The method; version "1".</param>
    /// <param name="configure">Declares features, cost and more.</param>
    public static IModelOpsBuilder AddModel<TInput, TOutput>(
        this IModelOpsBuilder builder, string name, Func<TInput, TOutput> predict, Action<ModelBuilder<TInput, TOutput>>? configure = null) =>
        builder.AddModel<TInput, TOutput>(name, model =>
        {
            model.Version("1", predict);
            configure?.Invoke(model);
        });

    /// <summary>Adds a model whose first version is an asynchronous method: a call to a service, an LLM.</summary>
    /// <inheritdoc cref="AddModel{TInput, TOutput}(IModelOpsBuilder, string, Func{TInput, TOutput}, Action{ModelBuilder{TInput, TOutput}}?)"/>
    public static IModelOpsBuilder AddModel<TInput, TOutput>(
        this IModelOpsBuilder builder, string name, Func<TInput, CancellationToken, ValueTask<TOutput>> predict, Action<ModelBuilder<TInput, TOutput>>? configure = null) =>
        builder.AddModel<TInput, TOutput>(name, model =>
        {
            model.Version("1", _ => new AsyncDelegatePredictor<TInput, TOutput>(predict));
            configure?.Invoke(model);
        });

    /// <summary>Adds a model whose first version is a predictor.</summary>
    /// <inheritdoc cref="AddModel{TInput, TOutput}(IModelOpsBuilder, string, Func{TInput, TOutput}, Action{ModelBuilder{TInput, TOutput}}?)"/>
    public static IModelOpsBuilder AddModel<TInput, TOutput>(
        this IModelOpsBuilder builder, string name, IPredictor<TInput, TOutput> predictor, Action<ModelBuilder<TInput, TOutput>>? configure = null) =>
        builder.AddModel<TInput, TOutput>(name, model =>
        {
            model.Version("1", _ => predictor);
            configure?.Invoke(model);
        });

    /// <summary>Adds a model. It is resolved as <c>IPredictor&lt;TInput, TOutput&gt;</c>, by its name as a key or, when it is the only one of these types, without.</summary>
    /// <param name="builder">What <c>AddModelOps</c> returned.</param>
    /// <param name="name">The model's name, unique in the app.</param>
    /// <param name="configure">Declares versions, features, cost and more.</param>
    /// <exception cref="InvalidOperationException">A model of this name is added already.</exception>
    public static IModelOpsBuilder AddModel<TInput, TOutput>(
        this IModelOpsBuilder builder, string name, Action<ModelBuilder<TInput, TOutput>> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);

        var model = new ModelBuilder<TInput, TOutput>(name);
        configure(model);
        model.ShadowOptions.Check(name, model.CostModel != CostModel.Unknown);
        var features = model.BuildFeatures();
        IServiceCollection services = builder.Services;
        ModelOpsServiceCollectionExtensions.Catalog(services).Add(
            new ModelEntry(name, typeof(TInput), typeof(TOutput), provider => provider.GetRequiredKeyedService<ModelHost<TInput, TOutput>>(name), model.ReferenceReader is { } read ? () => read(features.Schema) : null, model.AlarmOptions, model.Segments)
            {
                Baseline = model.Baseline,
                SubjectRedaction = model.SubjectRedaction,
                Quality = model.QualityReader,
                Multivariate = model.MultivariateReader,
                SegmentReferences = model.SegmentReader is { } readSegments ? segments => readSegments(features.Schema, segments) : null,
                FindUnrecorded = () => UnrecordedPredictors.Over<TInput, TOutput>(services, name),
            });

        services.AddKeyedSingleton(name, new ModelSlot<TInput, TOutput>(name, model.BuildRouteKey()));
        services.AddKeyedSingleton(name, (provider, _) => CreateHost(provider, model, features));
        services.AddKeyedSingleton(name, (provider, _) => CreatePredictor(provider, model, features));
        services.AddKeyedSingleton<IPredictor<TInput, TOutput>>(
            name, (provider, key) => SafePredictors.Around(provider, model, features, Audited(provider, model, Start(provider).GetRequiredKeyedService<ServedPredictor<TInput, TOutput>>(key))));
        services.TryAddSingleton(static provider => Only<TInput, TOutput>(provider));
        if (typeof(TInput) == typeof(FeatureVector))
        {
            services.AddKeyedSingleton(name, static (provider, key) => (IPredictor<TOutput>)provider.GetRequiredKeyedService<IPredictor<TInput, TOutput>>(key));
            services.TryAddSingleton(static provider => (IPredictor<TOutput>)Only<TInput, TOutput>(provider));
        }

        return builder;
    }

    private static IPredictor<TInput, TOutput> Only<TInput, TOutput>(IServiceProvider provider) =>
        provider.GetRequiredKeyedService<IPredictor<TInput, TOutput>>(provider.GetRequiredService<ModelCatalog>().NameOf(typeof(TInput), typeof(TOutput)));

    /// <summary>Starts recording when no host did: an app without a host works as well.</summary>
    private static IServiceProvider Start(IServiceProvider provider)
    {
        provider.GetRequiredService<ModelOpsRuntime>().StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        return provider;
    }

    private static IPredictor<TInput, TOutput> Audited<TInput, TOutput>(
        IServiceProvider provider, ModelBuilder<TInput, TOutput> model, ServedPredictor<TInput, TOutput> served)
    {
        if (model.AuditOptions is not { } options)
            return served;
        var pump = provider.GetRequiredService<PredictionPump>();
        var failures = provider.GetRequiredService<AuditFailures>();
        if (typeof(TInput) != typeof(FeatureVector))
            return new AuditedPredictor<TInput, TOutput>(model.Name, served, pump, options, failures);
        object vector = new AuditedVectorPredictor<TOutput>(model.Name, (IPredictor<FeatureVector, TOutput>)(object)served, pump, options, failures);
        return (IPredictor<TInput, TOutput>)vector;
    }

    private static ModelHost<TInput, TOutput> CreateHost<TInput, TOutput>(
        IServiceProvider provider, ModelBuilder<TInput, TOutput> model, FeatureSet<TInput> features)
    {
        var parts = new ModelParts<TInput, TOutput>(
            features.Schema, model.Code, model.LoaderFactory?.Invoke(provider, features), model.Layers, model.ArtifactPath)
        {
            Split = model.Split,
            Canaries = provider.GetRequiredService<CanaryMonitor>(),
            Shadows = CreateShadows(provider, model, features),
        };
        return new ModelHost<TInput, TOutput>(
            parts, provider.GetRequiredKeyedService<ModelSlot<TInput, TOutput>>(model.Name),
            provider.GetRequiredService<PredictionChannel>(), provider.GetRequiredService<PredictionAnnotator>(), provider, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<ModelOpsOptions>>().Value.BakeTime)
        {
            Previous = model.Safety.Previous,
            WarmUps = model.Safety.WarmUps,
            MaximumVersions = provider.GetRequiredService<IOptions<ModelOpsOptions>>().Value.MaximumLoadedVersions,
        };
    }

    private static ShadowParts<TInput, TOutput> CreateShadows<TInput, TOutput>(
        IServiceProvider provider, ModelBuilder<TInput, TOutput> model, FeatureSet<TInput> features)
    {
        PayloadLimit limit = LimitOf(provider);
        return new ShadowParts<TInput, TOutput>(
            model.ShadowOptions, InputOf(model, features, limit), OutputOf(model, limit), model.CostModel,
            provider.GetRequiredService<PredictionChannel>(), provider.GetRequiredService<TimeProvider>())
        {
            HasSideEffects = model.SideEffects,
        };
    }

    internal static PayloadLimit LimitOf(IServiceProvider provider)
    {
        RecordingOptions options = provider.GetRequiredService<IOptions<ModelOpsOptions>>().Value.Recording;
        return new PayloadLimit(options.MaximumPayloadBytes, options.HashCutPayloads);
    }

    internal static InputCapture<TInput> InputOf<TInput, TOutput>(ModelBuilder<TInput, TOutput> model, FeatureSet<TInput> features, PayloadLimit limit) =>
        new(features, model.Tags, model.SubjectReader, model.InputPayload, limit, model.KeptTags, model.Redaction);

    internal static OutputCapture<TOutput> OutputOf<TInput, TOutput>(ModelBuilder<TInput, TOutput> model, PayloadLimit limit) =>
        new(model.OutputNumber, model.OutputText, model.OutputPayload, limit);

    private static ServedPredictor<TInput, TOutput> CreatePredictor<TInput, TOutput>(
        IServiceProvider provider, ModelBuilder<TInput, TOutput> model, FeatureSet<TInput> features)
    {
        PayloadLimit limit = LimitOf(provider);
        var slot = provider.GetRequiredKeyedService<ModelSlot<TInput, TOutput>>(model.Name);
        InputCapture<TInput> input = InputOf(model, features, limit);
        OutputCapture<TOutput> output = OutputOf(model, limit);
        var channel = provider.GetRequiredService<PredictionChannel>();
        var time = provider.GetRequiredService<TimeProvider>();
        SampleGate? sampling = model.SampleRate is { } rate
            ? provider.GetRequiredService<SampleGates>().Add(model.Name, new SampleGate(rate, channel.Ring.Header.Writer, time))
            : null;
        if (typeof(TInput) != typeof(FeatureVector))
            return new ServedPredictor<TInput, TOutput>(slot, input, output, model.CostModel, channel, time, sampling);

        object vector = new ServedVectorPredictor<TOutput>(
            (ModelSlot<FeatureVector, TOutput>)(object)slot, (InputCapture<FeatureVector>)(object)input, output, model.CostModel, channel, time, sampling);
        return (ServedPredictor<TInput, TOutput>)vector;
    }
}
