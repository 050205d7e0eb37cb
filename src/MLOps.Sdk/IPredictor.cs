namespace MLOps.Sdk;

/// <summary>A model that predicts a <typeparamref name="TOutput"/> from a <typeparamref name="TInput"/>.</summary>
/// <remarks>
/// The contract of every model and of every layer around one (<see cref="DelegatingPredictor{TInput, TOutput}"/>).
/// Implementations are safe for concurrent calls and return synchronously where they can.
/// </remarks>
/// <typeparam name="TInput">What the model is given.</typeparam>
/// <typeparam name="TOutput">What it predicts.</typeparam>
public interface IPredictor<TInput, TOutput>
{
    /// <summary>Predicts.</summary>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<Prediction<TOutput>> PredictAsync(TInput input, CancellationToken cancellationToken = default);

    /// <summary>Predicts for many inputs; models that can take them in one call do.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="predictions">Receives a prediction for each input, in order; at least as long as <paramref name="inputs"/>.</param>
    /// <param name="cancellationToken">Cancels the calls not yet made.</param>
    /// <exception cref="ArgumentException"><paramref name="predictions"/> is shorter than <paramref name="inputs"/>.</exception>
    async ValueTask PredictBatchAsync(
        ReadOnlyMemory<TInput> inputs, Memory<Prediction<TOutput>> predictions, CancellationToken cancellationToken = default)
    {
        if (predictions.Length < inputs.Length)
            throw new ArgumentException($"There are {inputs.Length} inputs and room for {predictions.Length} predictions. Pass a longer buffer.", nameof(predictions));

        for (int i = 0; i < inputs.Length; i++)
        {
            Prediction<TOutput> prediction = await PredictAsync(inputs.Span[i], cancellationToken).ConfigureAwait(false);
            predictions.Span[i] = prediction;
        }
    }
}

/// <summary>A model that predicts a <typeparamref name="T"/> from a feature vector.</summary>
/// <typeparam name="T">What it predicts.</typeparam>
public interface IPredictor<T> : IPredictor<FeatureVector, T>;
