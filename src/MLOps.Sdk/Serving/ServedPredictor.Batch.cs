using MLOps.Sdk.Capture;
using MLOps.Sdk.Recording.Frames;

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

        ServingVersion<TInput, TOutput> version = Enter(_slot.Current, out int stripe);
        using CapturedRows rows = CaptureRows(inputs.Span);
        long start = _clock.Now();
        bool recorded = false;
        try
        {
            await version.Predictor.PredictBatchAsync(inputs, predictions, cancellationToken).ConfigureAwait(false);
            recorded = true;
            CompleteRows(predictions.Span[..inputs.Length], version, start, rows);
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
