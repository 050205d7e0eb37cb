using System.Diagnostics;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>A model that does nothing, so that only what is around it is measured.</summary>
internal sealed class TrivialModel : IPredictor<FeatureVector, float>, IPredictor<Payment, float>
{
    public ValueTask<Prediction<float>> PredictAsync(FeatureVector input, CancellationToken cancellationToken = default) =>
        new(new Prediction<float>((float)input.Span[0]));

    public ValueTask<Prediction<float>> PredictAsync(Payment input, CancellationToken cancellationToken = default) =>
        new(new Prediction<float>((float)input.F0));
}

/// <summary>The least that anything that knows a latency must do: read the clock before and after.</summary>
internal sealed class TimedPredictor<TInput>(IPredictor<TInput, float> inner) : DelegatingPredictor<TInput, float>(inner)
{
    private long _latency;

    public long Latency => _latency;

    public override ValueTask<Prediction<float>> PredictAsync(TInput input, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        ValueTask<Prediction<float>> call = Inner.PredictAsync(input, cancellationToken);
        if (!call.IsCompletedSuccessfully)
            return call;
        float value = call.Result.Value;
        _latency = Stopwatch.GetTimestamp() - start;
        return new(new Prediction<float>(value));
    }
}
