using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOps.Sdk.Capture;
using MLOps.Sdk.Features;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Serving.Routing;

namespace MLOps.Sdk.Serving;

/// <content>
/// The way of most calls: numbers in, a number out, nothing else declared and no context to record. The numbers are
/// captured where they will stay, in the thread's own lane behind its tail, where nobody looks; after the call the
/// fixed part is written before them and the tail is moved. Same records as the general way, at half its price.
/// </content>
internal unsafe partial class ServedPredictor<TInput, TOutput>
{
    /// <inheritdoc/>
    [SkipLocalsInit]
    public ValueTask<Prediction<TOutput>> PredictAsync(TInput input, CancellationToken cancellationToken = default)
    {
        Routes<TInput, TOutput>? routes = null; // where there is more to do than to ask one version
        ServingVersion<TInput, TOutput>? version = _slot.OnlyPlain;
        if (version is null)
        {
            routes = _slot.Routes;
            version = routes.Choose(input, in _key);
            if (routes.HasLeases && version.Lease is not null) // the first is known before the version is
                return PredictLeasedAsync(input, version, routes, cancellationToken);
        }

        if (LaneWriter.Current is not { } writer || !writer.IsIdleIn(_plainChannel) || InputCapture<TInput>.HasContext)
            return PredictHeldAsync(input, version, routes, cancellationToken);

        byte* frame = writer.Prepare(_plainBytes); // a model that predicts in turn takes the general way, and leaves this frame alone
        if (frame is null)
            return PredictHeldAsync(input, version, routes, cancellationToken);

        int numbers = Capture(input, (double*)(frame + PredictionFrame.Bytes), out PredictionFlags flags);
        long start = _clock.Now();
        ValueTask<Prediction<TOutput>> call;
        try
        {
            call = version.Predictor.PredictAsync(input, cancellationToken);
        }
        catch (Exception fault) when (RecordFault(fault, version, start, writer, frame, numbers, flags))
        {
            throw; // never: the filter records and says no, so that the exception goes on as if nobody had looked
        }

        if (!call.IsCompletedSuccessfully)
            return AwaitPlainAsync(call, input, version, routes, start, writer, frame, numbers, flags);

        TOutput value = call.Result.Value;
        long end = _clock.Now();
        long latency = end - start;
        long cost = _costVaries ? CostOf(version, latency) : _fixedCost;
        ulong sequence = _channel.RecordPrepared(
            writer, version.Mark, new CallMark(PredictionStatus.Ok, flags), end, latency, cost, OutputCapture<TOutput>.NumberOf(value), numbers, frame);
        routes?.Mirror(writer, input, value, sequence, latency);
        return new(new Prediction<TOutput>(value, sequence, version.Origin, cost, latency));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Capture(TInput input, double* values, out PredictionFlags flags)
    {
        flags = PredictionFlags.None;
        if (typeof(TInput) == typeof(FeatureVector) && _input.IsVector)
            FeatureReaders.ReadVector(in Unsafe.As<TInput, FeatureVector>(ref input), values, _plainNumbers);
        else if (!_input.TryReadNumbers(input, new Span<double>(values, _plainNumbers)))
            flags = PredictionFlags.CaptureFailed;
        return flags == PredictionFlags.None ? _plainNumbers : 0;
    }

    /// <summary>Goes on in the general way: the thread may do other calls before this one has ended.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<Prediction<TOutput>> AwaitPlainAsync(
        ValueTask<Prediction<TOutput>> call, TInput input, ServingVersion<TInput, TOutput> version, Routes<TInput, TOutput>? routes, long start, LaneWriter writer, byte* frame,
        int numbers, PredictionFlags flags)
    {
        byte[] captured = Detach(writer, frame, numbers, out int length);
        return AwaitAsync(call, input, version, routes, start, captured, length, flags, numbers);
    }

    private bool RecordFault(
        Exception fault, ServingVersion<TInput, TOutput> version, long start, LaneWriter writer, byte* frame, int numbers, PredictionFlags flags)
    {
        byte[] captured = Detach(writer, frame, numbers, out int length);
        return RecordFault(fault, version, start, captured, length, flags, numbers);
    }

    private static byte[] Detach(LaneWriter writer, byte* frame, int numbers, out int length)
    {
        var buffer = new CaptureBuffer();
        buffer.AppendRaw(MemoryMarshal.AsBytes(new ReadOnlySpan<double>(frame + PredictionFrame.Bytes, numbers)));
        writer.Resume();
        return buffer.Detach(out length);
    }
}
