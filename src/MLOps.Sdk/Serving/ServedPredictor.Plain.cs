using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLOps.Sdk.Capture;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Serving;

/// <content>
/// The way of most calls: up to 32 numbers in, a number out, nothing else declared and no context to record. The same
/// records as the general way, at a fraction of its price: exceptions are looked at in a frame of their own, because a
/// method that handles them keeps all its variables in memory.
/// </content>
internal partial class ServedPredictor<TInput, TOutput>
{
    [SkipLocalsInit]
    private ValueTask<Prediction<TOutput>> PredictPlainAsync(TInput input, ServingVersion<TInput, TOutput> version, CancellationToken cancellationToken)
    {
        Unsafe.SkipInit(out NumberScratch scratch);
        Span<double> numbers = MemoryMarshal.CreateSpan(ref scratch[0], _plainNumbers);
        PredictionFlags flags = PredictionFlags.None;
        if (typeof(TInput) == typeof(FeatureVector) && _input.IsVector)
            Features.FeatureReaders.ReadVector((FeatureVector)(object)input!, numbers);
        else if (!_input.TryReadNumbers(input, numbers))
        {
            numbers = default;
            flags = PredictionFlags.CaptureFailed;
        }

        long start = _time.GetTimestamp();
        ValueTask<Prediction<TOutput>> call = Call(input, version, start, numbers, flags, cancellationToken);
        if (!call.IsCompletedSuccessfully)
            return AwaitPlain(call, version, start, numbers, flags);

        TOutput value = call.Result.Value;
        long end = _time.GetTimestamp();
        long cost = _costVaries ? CostOf(version, end - start) : _fixedCost;
        var facts = new CallFacts(end, end - start, cost, OutputCapture<TOutput>.NumberOf(value), numbers.Length, PredictionStatus.Ok, version.Variant, flags);
        ulong sequence = _channel.Record(version.Ordinal, facts, MemoryMarshal.AsBytes(numbers));
        return new(new Prediction<TOutput>(value, sequence, version.Origin, cost, end - start));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<Prediction<TOutput>> Call(
        TInput input, ServingVersion<TInput, TOutput> version, long start, ReadOnlySpan<double> numbers, PredictionFlags flags, CancellationToken cancellationToken)
    {
        try
        {
            return version.Predictor.PredictAsync(input, cancellationToken);
        }
        catch (Exception fault) when (RecordFault(fault, version, start, numbers, flags))
        {
            throw; // never: the filter records and says no, so that the exception goes on as if nobody had looked
        }
    }

    private ValueTask<Prediction<TOutput>> AwaitPlain(
        ValueTask<Prediction<TOutput>> call, ServingVersion<TInput, TOutput> version, long start, ReadOnlySpan<double> numbers, PredictionFlags flags)
    {
        byte[] captured = Detach(numbers, out int length);
        return AwaitAsync(call, version, start, captured, length, flags, numbers.Length);
    }

    private bool RecordFault(
        Exception fault, ServingVersion<TInput, TOutput> version, long start, ReadOnlySpan<double> numbers, PredictionFlags flags)
    {
        byte[] captured = Detach(numbers, out int length);
        return RecordFault(fault, version, start, captured, length, flags, numbers.Length);
    }

    private static byte[] Detach(ReadOnlySpan<double> numbers, out int length)
    {
        var buffer = new CaptureBuffer();
        buffer.AppendRaw(MemoryMarshal.AsBytes(numbers));
        return buffer.Detach(out length);
    }
}
