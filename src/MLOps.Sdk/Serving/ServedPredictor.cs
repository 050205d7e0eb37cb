using System.Runtime.CompilerServices;
using MLOps.Sdk.Capture;
using MLOps.Sdk.Cost;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;
using MLOps.Sdk.Serving.Routing;

namespace MLOps.Sdk.Serving;

/// <summary>
/// What callers hold: asks the version that answers now, and records the call. Monitoring faults stay here; the
/// model's result or exception reaches the caller unchanged, because an exception is only looked at in a filter.
/// </summary>
internal partial class ServedPredictor<TInput, TOutput> : IPredictor<TInput, TOutput>
{
    private readonly ModelSlot<TInput, TOutput> _slot;
    private readonly RouteKey<TInput> _key;
    private readonly InputCapture<TInput> _input;
    private readonly OutputCapture<TOutput> _output;
    private readonly CostModel _cost;
    private readonly long _fixedCost;
    private readonly bool _costVaries;
    private readonly PredictionChannel _channel;
    private readonly CallClock _clock;
    private readonly PredictionChannel? _plainChannel; // null, which no writer is idle in, when more is declared than numbers
    private readonly int _plainNumbers;
    private readonly int _plainBytes;
    private readonly SampleGate? _sampling; // null: every call is recorded

    public ServedPredictor(
        ModelSlot<TInput, TOutput> slot, InputCapture<TInput> input, OutputCapture<TOutput> output, CostModel cost, PredictionChannel channel, TimeProvider time,
        SampleGate? sampling = null)
    {
        _sampling = sampling;
        _slot = slot;
        _key = slot.Key;
        _input = input;
        _output = output;
        _cost = cost;
        _costVaries = cost.FixedPicoUnits is null;
        _fixedCost = cost.FixedPicoUnits ?? PicoUnits.Unknown;
        _channel = channel;
        _clock = new CallClock(time);
        _plainChannel = input.IsPlain && output.IsPlain && sampling is null ? channel : null;
        _plainNumbers = input.Numbers;
        _plainBytes = PredictionFrame.Bytes + (input.Numbers * sizeof(double)) + FrameStamp.Bytes;
    }

    /// <summary>The general way: whatever is declared, traces and scopes, calls inside calls.</summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<Prediction<TOutput>> PredictHeldAsync(
        TInput input, ServingVersion<TInput, TOutput> version, Routes<TInput, TOutput>? routes, CancellationToken cancellationToken)
    {
        var buffer = new CaptureBuffer(stackalloc byte[CaptureBuffer.StackBytes]);
        PredictionFlags flags = _input.Capture(input, ref buffer, out int numbers);
        long start = _clock.Now();
        ValueTask<Prediction<TOutput>> call;
        try
        {
            call = version.Predictor.PredictAsync(input, cancellationToken);
        }
        catch (Exception fault) when (RecordFault(fault, version, start, ref buffer, flags, numbers))
        {
            throw; // never: the filter records and says no, so that the exception goes on as if nobody had looked
        }

        if (!call.IsCompletedSuccessfully)
            return AwaitAsync(call, input, version, routes, start, buffer.Detach(out int length), length, flags, numbers);

        TOutput value = call.Result.Value;
        long end = _clock.Now();
        Prediction<TOutput> made = Complete(value, version, end, end - start, ref buffer, flags, numbers);
        routes?.Mirror(LaneWriter.Current, input, value, made.Sequence, end - start);
        return new(made);
    }

    /// <summary>The same while the version's lease is held, so that it is not disposed under the call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<Prediction<TOutput>> PredictLeasedAsync(
        TInput input, ServingVersion<TInput, TOutput> version, Routes<TInput, TOutput> routes, CancellationToken cancellationToken)
    {
        version = Enter(version, input, out int stripe);
        if (version.Lease is not { } lease)
            return PredictHeldAsync(input, version, routes, cancellationToken); // what took its place needs none
        bool completed = true;
        try
        {
            ValueTask<Prediction<TOutput>> call = PredictHeldAsync(input, version, routes, cancellationToken);
            if (call.IsCompleted)
                return call;
            completed = false;
            return AwaitLeasedAsync(call, lease, stripe);
        }
        finally
        {
            if (completed)
                lease.Exit(stripe);
        }
    }

    /// <summary>Comes into the version, or into the one that answers the input now that it is retired.</summary>
    private ServingVersion<TInput, TOutput> Enter(ServingVersion<TInput, TOutput> version, TInput input, out int stripe)
    {
        stripe = 0;
        while (version.Lease is { } lease && !lease.TryEnter(out stripe))
            version = _slot.Routes.Choose(input, in _key);
        return version;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Prediction<TOutput>> AwaitLeasedAsync(ValueTask<Prediction<TOutput>> call, VersionLease lease, int stripe)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        finally
        {
            lease.Exit(stripe);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Prediction<TOutput>> AwaitAsync(
        ValueTask<Prediction<TOutput>> call, TInput input, ServingVersion<TInput, TOutput> version, Routes<TInput, TOutput>? routes, long start, byte[] captured, int length,
        PredictionFlags flags, int numbers)
    {
        TOutput value;
        try
        {
            value = (await call.ConfigureAwait(false)).Value;
        }
        catch (Exception fault) when (RecordFault(fault, version, start, captured, length, flags, numbers))
        {
            throw;
        }

        long end = _clock.Now();
        Prediction<TOutput> made = Complete(value, version, end, end - start, captured, length, flags, numbers);
        routes?.Mirror(LaneWriter.Current, input, value, made.Sequence, end - start);
        return made;
    }

    private Prediction<TOutput> Complete(
        TOutput value, ServingVersion<TInput, TOutput> version, long end, long latency, byte[] captured, int length, PredictionFlags flags, int numbers)
    {
        var buffer = new CaptureBuffer(captured, length);
        return Complete(value, version, end, latency, ref buffer, flags, numbers);
    }

    /// <summary>Records a call that the model answered, and gives the buffer back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Prediction<TOutput> Complete(
        TOutput value, ServingVersion<TInput, TOutput> version, long end, long latency, ref CaptureBuffer buffer, PredictionFlags flags, int numbers)
    {
        if (_sampling is not null && !_sampling.Keeps(flags, end))
            return LeaveOut(value, version, latency, ref buffer);
        double number = _output.Capture(value, ref buffer, ref flags);
        long cost = _costVaries ? CostOf(version, latency) : _fixedCost;
        ulong sequence = _channel.Record(
            version.Mark, new CallMark(PredictionStatus.Ok, flags), end, latency, cost, number, numbers, buffer.Written);
        buffer.Dispose();
        return new Prediction<TOutput>(value, sequence, version.Origin, cost, latency);
    }

    /// <summary>A call that sampling leaves out: answered and counted like the others, without a record.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Prediction<TOutput> LeaveOut(TOutput value, ServingVersion<TInput, TOutput> version, long latency, ref CaptureBuffer buffer)
    {
        buffer.Dispose();
        _channel.CountSampledOut();
        return new Prediction<TOutput>(value, sequence: 0, version.Origin, _costVaries ? CostOf(version, latency) : _fixedCost, latency);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long CostOf(ServingVersion<TInput, TOutput> version, long latency)
    {
        try
        {
            return _cost.PicoUnitsOf(new CallUsage(version.Origin.ToTimeSpan(latency))) is { } known and >= 0 ? known : PicoUnits.Unknown;
        }
        catch (Exception)
        {
            return PicoUnits.Unknown;
        }
    }

    private bool RecordFault(
        Exception fault, ServingVersion<TInput, TOutput> version, long start, byte[] captured, int length, PredictionFlags flags, int numbers)
    {
        var buffer = new CaptureBuffer(captured, length);
        return RecordFault(fault, version, start, ref buffer, flags, numbers);
    }

    /// <summary>Records a call that threw. Runs as an exception filter: says no, so that nothing is caught.</summary>
    private bool RecordFault(
        Exception fault, ServingVersion<TInput, TOutput> version, long start, ref CaptureBuffer buffer, PredictionFlags flags, int numbers)
    {
        long end = _clock.Now();
        RecordFault(fault, version, end, end - start, ref buffer, flags, numbers);
        buffer.Dispose();
        return false;
    }

    private void RecordFault(
        Exception fault, ServingVersion<TInput, TOutput> version, long end, long latency, ref CaptureBuffer buffer, PredictionFlags flags, int numbers)
    {
        PredictionStatus status = fault is OperationCanceledException ? PredictionStatus.Cancelled : PredictionStatus.Failed;
        buffer.AppendSection(SectionKind.ErrorType, fault.GetType().FullName ?? fault.GetType().Name, RecordingDefaults.MaximumTextBytes);
        long cost = _costVaries ? CostOf(version, latency) : _fixedCost;
        _channel.Record(version.Mark, new CallMark(status, flags), end, latency, cost, double.NaN, numbers, buffer.Written);
    }
}
