using MLOps.Sdk.Recording;
using Polly;

namespace MLOps.Sdk.Serving.Safety;

/// <summary>
/// Stands between callers and the recorded predictor. A call that fails, hangs or may not be made is answered by the first
/// fallback that can, each of which records its own answers; when none can, the first fault reaches the caller as it is.
/// </summary>
internal class ResilientPredictor<TInput, TOutput>(
    IPredictor<TInput, TOutput> inner, ResiliencePipeline? pipeline, CallLimit? limit, bool leaves, IReadOnlyList<IPredictor<TInput, TOutput>> fallbacks)
    : DelegatingPredictor<TInput, TOutput>(inner)
{
    private bool Leaves => leaves;

    /// <inheritdoc/>
    public override async ValueTask<Prediction<TOutput>> PredictAsync(TInput input, CancellationToken cancellationToken = default)
    {
        try
        {
            return await GuardAsync(static (state, token) => state.Self.Inner.PredictAsync(state.Input, token), (Self: this, Input: input), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fallbacks.Count > 0 && MayFallBack(fault, cancellationToken))
        {
            foreach (IPredictor<TInput, TOutput> fallback in fallbacks)
            {
                try
                {
                    return await fallback.PredictAsync(input, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception) when (!cancellationToken.IsCancellationRequested)
                {
                    // The next one is asked.
                }
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask PredictBatchAsync(
        ReadOnlyMemory<TInput> inputs, Memory<Prediction<TOutput>> predictions, CancellationToken cancellationToken = default)
    {
        try
        {
            await GuardAsync(
                static async (state, token) =>
                {
                    await state.Self.Inner.PredictBatchAsync(state.Inputs, state.Predictions, token).ConfigureAwait(false);
                    return true;
                },
                (Self: this, Inputs: inputs, Predictions: predictions), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fallbacks.Count > 0 && MayFallBack(fault, cancellationToken))
        {
            foreach (IPredictor<TInput, TOutput> fallback in fallbacks)
            {
                try
                {
                    await fallback.PredictBatchAsync(inputs, predictions, cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (Exception) when (!cancellationToken.IsCancellationRequested)
                {
                    // The next one is asked.
                }
            }

            throw;
        }
    }

    /// <summary>Whether a fault is the model's: not the caller's own cancellation, and not an answer whose record is missing.</summary>
    internal static bool MayFallBack(Exception fault, CancellationToken cancellationToken) =>
        fault is not (AuditException or ArgumentException { ParamName: "predictions" }) && !cancellationToken.IsCancellationRequested;

    private ValueTask<T> GuardAsync<T, TState>(Func<TState, CancellationToken, ValueTask<T>> call, TState state, CancellationToken cancellationToken) => pipeline is null
        ? LimitedAsync(call, state, cancellationToken)
        : pipeline.ExecuteAsync(
            static (all, token) => all.Self.Leaves ? all.Self.LeaveAsync(all.Call, all.State, token) : all.Self.LimitedAsync(all.Call, all.State, token),
            (Self: this, Call: call, State: state), cancellationToken);

    // The call may compute without a pause, or not look at its token: the caller leaves it where it is, and it counts as inside until it ends.
    private async ValueTask<T> LeaveAsync<T, TState>(Func<TState, CancellationToken, ValueTask<T>> call, TState state, CancellationToken cancellationToken)
    {
        Task<T> inside = Task.Run(() => LimitedAsync(call, state, cancellationToken).AsTask(), CancellationToken.None);
        try
        {
            return await inside.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!inside.IsCompleted)
        {
            _ = inside.ContinueWith(static left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default); // seen by nobody else
            throw;
        }
    }

    private async ValueTask<T> LimitedAsync<T, TState>(Func<TState, CancellationToken, ValueTask<T>> call, TState state, CancellationToken cancellationToken)
    {
        limit?.Enter();
        try
        {
            return await call(state, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            limit?.Exit();
        }
    }
}

/// <summary>The same for models that take a feature vector.</summary>
internal sealed class ResilientVectorPredictor<TOutput>(
    IPredictor<FeatureVector, TOutput> inner, ResiliencePipeline? pipeline, CallLimit? limit, bool leaves, IReadOnlyList<IPredictor<FeatureVector, TOutput>> fallbacks)
    : ResilientPredictor<FeatureVector, TOutput>(inner, pipeline, limit, leaves, fallbacks), IPredictor<TOutput>;
