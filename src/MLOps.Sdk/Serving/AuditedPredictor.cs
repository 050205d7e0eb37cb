using System.Globalization;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;

namespace MLOps.Sdk.Serving;

/// <summary>Counts the calls of audited models whose record is not durable.</summary>
internal sealed class AuditFailures
{
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Add(long calls) => Interlocked.Add(ref _count, calls);
}

/// <summary>A layer that returns from a call only when its record is durable. An exception of the model is recorded as well and goes on as it is.</summary>
internal class AuditedPredictor<TInput, TOutput>(
    string model, IPredictor<TInput, TOutput> inner, PredictionPump pump, AuditOptions options, AuditFailures failures)
    : DelegatingPredictor<TInput, TOutput>(inner)
{
    /// <inheritdoc/>
    public override async ValueTask<Prediction<TOutput>> PredictAsync(TInput input, CancellationToken cancellationToken = default)
    {
        Prediction<TOutput> prediction;
        long poisoned = pump.Status.Poisoned;
        try
        {
            prediction = await Inner.PredictAsync(input, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (await WaitAsync(poisoned).ConfigureAwait(false) is not null)
                failures.Add(1);
            throw;
        }

        string? problem = prediction.Id.IsRecorded ? await WaitAsync(poisoned).ConfigureAwait(false) : NotTaken;
        if (problem is not null)
            Fail(problem, prediction.Id, 1);
        return prediction;
    }

    /// <inheritdoc/>
    public override async ValueTask PredictBatchAsync(
        ReadOnlyMemory<TInput> inputs, Memory<Prediction<TOutput>> predictions, CancellationToken cancellationToken = default)
    {
        long poisoned = pump.Status.Poisoned;
        try
        {
            await Inner.PredictBatchAsync(inputs, predictions, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (await WaitAsync(poisoned).ConfigureAwait(false) is not null)
                failures.Add(inputs.Length);
            throw;
        }

        int lost = 0;
        foreach (Prediction<TOutput> prediction in predictions.Span[..inputs.Length])
            lost += prediction.Id.IsRecorded ? 0 : 1;
        if (await WaitAsync(poisoned).ConfigureAwait(false) is { } problem)
            Fail(problem, PredictionId.None, inputs.Length);
        else if (lost > 0)
            Fail(NotTaken, PredictionId.None, lost);
    }

    private static string NotTaken => "the channel had no room for its record, or recording has stopped";

    /// <summary>Waits until what this call recorded is durable; the call's own cancellation does not end it, as the model has answered.</summary>
    /// <returns>Null, or why it is not.</returns>
    private async Task<string?> WaitAsync(long poisoned)
    {
        try
        {
            using var limit = new CancellationTokenSource(options.Timeout);
            await pump.FlushAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"the store did not take it within {options.Timeout}{(pump.Status.LastStoreError is { } error ? ": " + error : "")}");
        }
        catch (Exception fault)
        {
            return fault.Message;
        }

        // A record that the store refused for itself leaves the channel as well; whose it was is not known here.
        return pump.Status.Poisoned == poisoned ? null : "a record that was stored at that moment was refused, perhaps this one";
    }

    private void Fail(string problem, PredictionId id, int calls)
    {
        failures.Add(calls);
        if (options.OnFailure == AuditFailure.FailCall)
            throw new AuditException($"A call of model '{model}', which is declared as audited, is not durable in the log: {problem}. The model has answered; the call fails because the model was declared with AuditFailure.FailCall.") { Id = id };
    }
}

/// <summary>The same for models that take a feature vector.</summary>
internal sealed class AuditedVectorPredictor<TOutput>(
    string model, IPredictor<FeatureVector, TOutput> inner, PredictionPump pump, AuditOptions options, AuditFailures failures)
    : AuditedPredictor<FeatureVector, TOutput>(model, inner, pump, options, failures), IPredictor<TOutput>;
