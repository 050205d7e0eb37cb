namespace MLOps.Sdk;

/// <summary>A layer around a predictor; override what it changes.</summary>
/// <typeparam name="TInput">What the model is given.</typeparam>
/// <typeparam name="TOutput">What it predicts.</typeparam>
/// <param name="inner">The predictor inside.</param>
public abstract class DelegatingPredictor<TInput, TOutput>(IPredictor<TInput, TOutput> inner) : IPredictor<TInput, TOutput>
{
    /// <summary>The predictor inside.</summary>
    protected IPredictor<TInput, TOutput> Inner { get; } = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <inheritdoc/>
    public virtual ValueTask<Prediction<TOutput>> PredictAsync(TInput input, CancellationToken cancellationToken = default) =>
        Inner.PredictAsync(input, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask PredictBatchAsync(
        ReadOnlyMemory<TInput> inputs, Memory<Prediction<TOutput>> predictions, CancellationToken cancellationToken = default) =>
        Inner.PredictBatchAsync(inputs, predictions, cancellationToken);
}
