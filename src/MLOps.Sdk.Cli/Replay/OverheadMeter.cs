namespace MLOps.Sdk.Cli.Replay;

/// <summary>
/// Measures what recording costs the caller, while rows are replayed: on a sample of the rows the model is called once
/// bare and once through the SDK, in turns first, and the medians are compared. Both go through the same session with
/// the same input, so that what the model itself takes cancels out.
/// </summary>
internal sealed class OverheadMeter
{
    /// <summary>Calls before the first sample: code is compiled at full strength by then.</summary>
    private const int Warmup = 2_000;
    private const int MaximumSamples = 20_000;
    private const int LeastSamples = 200;

    private readonly IPredictor<FeatureVector, double> _recorded;
    private readonly IPredictor<FeatureVector, double> _bare;
    private readonly TimeProvider _time;
    private readonly List<long> _recordedTicks = new(MaximumSamples);
    private readonly List<long> _bareTicks = new(MaximumSamples);
    private long _calls;

    public OverheadMeter(IPredictor<FeatureVector, double> recorded, IPredictor<FeatureVector, double> bare, TimeProvider time)
    {
        _recorded = recorded;
        _bare = bare;
        _time = time;
    }

    /// <summary>The difference of the medians; null when there were too few calls to say.</summary>
    public double? Nanoseconds => _bareTicks.Count < LeastSamples
        ? null
        : (Median(_recordedTicks) - Median(_bareTicks)) * (1e9 / _time.TimestampFrequency);

    /// <summary>Calls the model through the SDK, exactly once.</summary>
    public Prediction<double> Call(FeatureVector input)
    {
        _calls++;
        bool bareFirst = (_calls & 1) == 0;
        bool sampled = _calls > Warmup && _bareTicks.Count < MaximumSamples;
        if (bareFirst && (sampled || _calls <= Warmup))
            Timed(_bare, input, sampled ? _bareTicks : null);
        Prediction<double> prediction = Timed(_recorded, input, sampled ? _recordedTicks : null);
        if (sampled && !bareFirst)
            Timed(_bare, input, _bareTicks);
        return prediction;
    }

    private Prediction<double> Timed(IPredictor<FeatureVector, double> predictor, FeatureVector input, List<long>? into)
    {
        long start = _time.GetTimestamp();
        ValueTask<Prediction<double>> call = predictor.PredictAsync(input);
        // An ONNX call is over when it returns.
        Prediction<double> prediction = call.IsCompleted ? call.GetAwaiter().GetResult() : call.AsTask().GetAwaiter().GetResult();
        long end = _time.GetTimestamp();
        into?.Add(end - start);
        return prediction;
    }

    private static double Median(List<long> values)
    {
        long[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
