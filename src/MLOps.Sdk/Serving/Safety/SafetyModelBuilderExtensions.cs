using MLOps.Sdk.Serving.Safety;

namespace MLOps.Sdk;

/// <summary>Declares what protects the callers of a model. A model that declares nothing pays nothing.</summary>
public static class SafetyModelBuilderExtensions
{
    /// <summary>Protects callers from a model that hangs, is called too often at once, or fails call after call.</summary>
    /// <param name="model">The model.</param>
    /// <param name="configure">Says from what.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public static ModelBuilder<TInput, TOutput> Resilience<TInput, TOutput>(this ModelBuilder<TInput, TOutput> model, Action<ResilienceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(configure);
        var options = model.Safety.Resilience ?? new ResilienceOptions();
        configure(options);
        if (options.FailureOf(model.Name) is { } failure)
            throw new ArgumentException(failure, nameof(configure));
        model.Safety.Resilience = options;
        return model;
    }

    /// <summary>
    /// Declares who answers when the model fails, is too slow or may not be called. The failed call and the fallback's answer are a
    /// record each; the latter says variant "fallback" and who answered.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="configure">Says who, in their order.</param>
    public static ModelBuilder<TInput, TOutput> Fallback<TInput, TOutput>(this ModelBuilder<TInput, TOutput> model, Action<FallbackBuilder<TInput, TOutput>> configure)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(configure);
        model.Safety.Fallback ??= new FallbackBuilder<TInput, TOutput>();
        configure(model.Safety.Fallback);
        return model;
    }

    /// <summary>
    /// Lets every version predict these inputs before it answers its first call, unrecorded. A version that fails on one is not
    /// taken: the version before goes on answering.
    /// </summary>
    public static ModelBuilder<TInput, TOutput> WarmUp<TInput, TOutput>(this ModelBuilder<TInput, TOutput> model, params IEnumerable<TInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        model.Safety.WarmUps.AddRange(inputs);
        return model;
    }
}
