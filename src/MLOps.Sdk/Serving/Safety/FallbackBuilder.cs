using MLOps.Sdk.Cost;

namespace MLOps.Sdk.Serving.Safety;

/// <summary>Who answers when the model does not, in the order of their declaration. What they answer is recorded as a fallback's, under their own version.</summary>
/// <typeparam name="TInput">What the model is given.</typeparam>
/// <typeparam name="TOutput">What it predicts.</typeparam>
public sealed class FallbackBuilder<TInput, TOutput>
{
    private const string ConstantName = "constant";

    private readonly List<FallbackStep<TInput, TOutput>> _steps = [];

    internal FallbackBuilder()
    {
    }

    internal IReadOnlyList<FallbackStep<TInput, TOutput>> Steps => _steps;

    /// <summary>The version that was champion before: what a rollback would go back to. It stays loaded beside the champion.</summary>
    public FallbackBuilder<TInput, TOutput> ToPreviousVersion() => Add(new FallbackStep<TInput, TOutput>(Version: null, Predictor: null, Cost: null));

    /// <summary>Another model, such as a cheaper one.</summary>
    /// <param name="version">The version that its answers are recorded under.</param>
    /// <param name="predictor">The model; it belongs to the app.</param>
    /// <param name="cost">What its calls cost. Default: nothing is known of it.</param>
    public FallbackBuilder<TInput, TOutput> ToPredictor(string version, IPredictor<TInput, TOutput> predictor, CostModel? cost = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(version);
        ArgumentNullException.ThrowIfNull(predictor);
        return Add(new FallbackStep<TInput, TOutput>(version, predictor, cost));
    }

    /// <summary>A method.</summary>
    /// <inheritdoc cref="ToPredictor"/>
    public FallbackBuilder<TInput, TOutput> ToMethod(string version, Func<TInput, TOutput> predict, CostModel? cost = null)
    {
        ArgumentNullException.ThrowIfNull(predict);
        return ToPredictor(version, new DelegatePredictor<TInput, TOutput>(predict), cost);
    }

    /// <summary>Always the same answer, which costs nothing.</summary>
    /// <param name="value">The answer.</param>
    /// <param name="version">The version that it is recorded under.</param>
    public FallbackBuilder<TInput, TOutput> ToConstant(TOutput value, string version = ConstantName) => ToMethod(version, _ => value, CostModel.PerCall(0));

    private FallbackBuilder<TInput, TOutput> Add(FallbackStep<TInput, TOutput> step)
    {
        if (_steps.Exists(known => known.Version == step.Version))
            throw new ArgumentException(step.Version is null ? "The previous version is declared as a fallback twice. Remove one." : $"Version '{step.Version}' is declared as a fallback twice. Remove one.", nameof(step));
        _steps.Add(step);
        return this;
    }
}

/// <summary>One of a chain: a predictor under a version's name, or the previous champion where both are null.</summary>
internal sealed record FallbackStep<TInput, TOutput>(string? Version, IPredictor<TInput, TOutput>? Predictor, CostModel? Cost);
