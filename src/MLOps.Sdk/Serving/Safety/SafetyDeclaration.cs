namespace MLOps.Sdk.Serving.Safety;

/// <summary>What a model declares for the safety of its callers; nothing, for most.</summary>
internal sealed class SafetyDeclaration<TInput, TOutput>(string model)
{
    public ResilienceOptions? Resilience { get; set; }

    public FallbackBuilder<TInput, TOutput>? Fallback { get; set; }

    /// <summary>What a version is given before it answers.</summary>
    public List<TInput> WarmUps { get; } = [];

    /// <summary>Whether anything stands between callers and the model.</summary>
    public bool IsDeclared => Resilience is not null || Fallback is not null;

    /// <summary>Where the previous champion is found as a fallback; null when none is asked for.</summary>
    public ModelSlot<TInput, TOutput>? Previous => field ??= Fallback?.Steps.Any(static step => step.Version is null) == true ? new ModelSlot<TInput, TOutput>(model) : null;
}
