using MLOps.Sdk.Capture;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Serving.Routing;

namespace MLOps.Sdk.Serving;

/// <content>Many inputs in one call: one record each, whose latency and cost are an equal share of the call's.</content>
internal partial class ServedPredictor<TInput, TOutput>
{
    /// <inheritdoc/>
    public async ValueTask PredictBatchAsync(
        ReadOnlyMemory<TInput> inputs, Memory<Prediction<TOutput>> predictions, CancellationToken cancellationToken = default)
    {
        if (predictions.Length < inputs.Length)
            throw new ArgumentException($"There are {inputs.Length} inputs and room for {predictions.Length} predictions. Pass a longer buffer.", nameof(predictions));
        if (inputs.IsEmpty)
            return;

        Routes<TInput, TOutput> routes = _slot.Routes;
        ServingVersion<TInput, TOutput> version = routes.Choose(inputs.Span[0], in _key);
        for (int start = 0; start < inputs.Length;)
        {
            int end = EndOfRun(routes, version, inputs.Span, start + 1, out ServingVersion<TInput, TOutput> next);
            await PredictRunAsync(inputs[start..end], predictions[start..end], version, routes, cancellationToken).ConfigureAwait(false);
            (start, version) = (end, next);
        }
    }

    /// <summary>Where the inputs end that one version answers: each of a batch goes where it would go alone.</summary>
    private int EndOfRun(
        Routes<TInput, TOutput> routes, ServingVersion<TInput, TOutput> version, ReadOnlySpan<TInput> inputs, int from, out ServingVersion<TInput, TOutput> next)
    {
        next = version;
        if (routes.IsPlain)
            return inputs.Length;
        for (int i = from; i < inputs.Length; i++)
        {
            next = routes.Choose(inputs[i], in _key); // once for each input: without a key it is chance
            if (!ReferenceEquals(next, version))
                return i;
        }

        return inputs.Length;
    }

    private async ValueTask PredictRunAsync(
        ReadOnlyMemory<TInput> inputs, Memory<Prediction<TOutput>> predictions, ServingVersion<TInput, TOutput> version, Routes<TInput, TOutput> routes, CancellationToken cancellationToken)
    {
        version = Enter(version, inputs.Span[0], out int stripe);
        using CapturedRows rows = CaptureRows(inputs.Span);
        long start = _clock.Now();
        bool recorded = false;
        try
        {
            await version.Predictor.PredictBatchAsync(inputs, predictions, cancellationToken).ConfigureAwait(false);
            recorded = true;
            CompleteRows(predictions.Span[..inputs.Length], version, start, rows);
            for (int row = 0; row < inputs.Length; row++)
                routes.Mirror(LaneWriter.Current, inputs.Span[row], predictions.Span[row].Value, predictions.Span[row].Sequence, predictions.Span[row].LatencyTicks);
        }
        catch (Exception fault) when (!recorded && RecordRowFaults(fault, version, start, rows))
        {
            throw; // never: see PredictAsync
        }
        finally
        {
            version.Lease?.Exit(stripe);
        }
    }

    private CapturedRows CaptureRows(ReadOnlySpan<TInput> inputs)
    {
        var rows = new CapturedRows(inputs.Length);
        var buffer = new CaptureBuffer(stackalloc byte[CaptureBuffer.StackBytes]);
        foreach (TInput input in inputs)
        {
            buffer.Truncate(0);
            PredictionFlags flags = _input.Capture(input, ref buffer, out int numbers);
            rows.Add(buffer.Written, numbers, flags);
        }

        buffer.Dispose();
        return rows;
    }

    private void CompleteRows(Span<Prediction<TOutput>> predictions, ServingVersion<TInput, TOutput> version, long start, CapturedRows rows)
    {
        long end = _clock.Now();
        long share = (end - start) / predictions.Length;
        var buffer = new CaptureBuffer(stackalloc byte[CaptureBuffer.StackBytes]);
        for (int row = 0; row < predictions.Length; row++)
        {
            buffer.Truncate(0);
            PredictionFlags flags = rows.CopyTo(row, ref buffer, out int numbers);
            predictions[row] = Complete(predictions[row].Value, version, end, share, ref buffer, flags, numbers);
        }

        buffer.Dispose();
    }

    private bool RecordRowFaults(Exception fault, ServingVersion<TInput, TOutput> version, long start, CapturedRows rows)
    {
        long end = _clock.Now();
        long share = (end - start) / rows.Count;
        var buffer = new CaptureBuffer(stackalloc byte[CaptureBuffer.StackBytes]);
        for (int row = 0; row < rows.Count; row++)
        {
            buffer.Truncate(0);
            PredictionFlags flags = rows.CopyTo(row, ref buffer, out int numbers);
            RecordFault(fault, version, end, share, ref buffer, flags, numbers);
        }

        buffer.Dispose();
        return false;
    }
}
