namespace MLOps.Sdk.Serving;

/// <summary>A model that is a method.</summary>
internal sealed class DelegatePredictor<TInput, TOutput>(Func<TInput, TOutput> predict) : IPredictor<TInput, TOutput>
{
    public ValueTask<Prediction<TOutput>> PredictAsync(TInput input, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new Prediction<TOutput>(predict(input)));
    }
}

/// <summary>A model that is an asynchronous method.</summary>
internal sealed class AsyncDelegatePredictor<TInput, TOutput>(Func<TInput, CancellationToken, ValueTask<TOutput>> predict) : IPredictor<TInput, TOutput>
{
    public ValueTask<Prediction<TOutput>> PredictAsync(TInput input, CancellationToken cancellationToken = default)
    {
        ValueTask<TOutput> call = predict(input, cancellationToken);
        return call.IsCompletedSuccessfully ? new(new Prediction<TOutput>(call.Result)) : AwaitAsync(call);
    }

    private static async ValueTask<Prediction<TOutput>> AwaitAsync(ValueTask<TOutput> call) =>
        new(await call.ConfigureAwait(false));
}
