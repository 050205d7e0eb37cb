namespace MLOps.Sdk.Cli.Replay;

/// <summary>
/// Measures what recording costs the caller, while rows are replayed: the model is called with the same row once bare
/// and once through the SDK, in turns first, and the medians are compared. Both go through the same session, so that
/// what the model itself takes cancels out.
/// </summary>
internal sealed class OverheadMeter
{
    /// <summary>Rows that are called twice: enough for the code to be compiled at full strength, not enough to double a long replay.</summary>
    private const int MaximumPairs = 100_000;

    /// <summary>The latest pairs, which are the ones that count.</summary>
    private const int KeptPairs = 10_000;
    private const int LeastPairs = 200;

    private readonly IPredictor<FeatureVector, double> _recorded;
    private readonly IPredictor<FeatureVector, double> _bare;
    private readonly TimeProvider _time;
    private readonly long[] _recordedTicks = new long[KeptPairs];
    private readonly long[] _bareTicks = new long[KeptPairs];
    private int _pairs;

    public OverheadMeter(IPredictor<FeatureVector, double> recorded, IPredictor<FeatureVector, double> bare, TimeProvider time)
    {
        _recorded = recorded;
        _bare = bare;
        _time = time;
    }

    /// <summary>The difference of the medians over the latest pairs; null when there were too few to say.</summary>
    public double? Nanoseconds => _pairs < LeastPairs
        ? null
        : (Median(_recordedTicks) - Median(_bareTicks)) * (1e9 / _time.TimestampFrequency);

    /// <summary>Calls the model through the SDK, exactly once.</summary>
    public Prediction<double> Call(FeatureVector input)
    {
        if (_pairs == MaximumPairs)
            return Call(_recorded, input, out _);

        int place = _pairs++ % KeptPairs;
        if ((place & 1) == 0)
            Call(_bare, input, out _bareTicks[place]);
        Prediction<double> prediction = Call(_recorded, input, out _recordedTicks[place]);
        if ((place & 1) == 1)
            Call(_bare, input, out _bareTicks[place]);
        return prediction;
    }

    private Prediction<double> Call(IPredictor<FeatureVector, double> predictor, FeatureVector input, out long ticks)
    {
        long start = _time.GetTimestamp();
        ValueTask<Prediction<double>> call = predictor.PredictAsync(input);
        // An ONNX call is over when it returns.
        Prediction<double> prediction = call.IsCompleted ? call.GetAwaiter().GetResult() : call.AsTask().GetAwaiter().GetResult();
        ticks = _time.GetTimestamp() - start;
        return prediction;
    }

    private double Median(long[] ticks)
    {
        long[] sorted = [.. ticks.Take(_pairs).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
