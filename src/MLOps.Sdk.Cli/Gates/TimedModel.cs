using MLOps.Sdk.Evaluation;
using MLOps.Sdk.OnnxRuntime;

namespace MLOps.Sdk.Cli.Gates;

/// <summary>A model whose answers and times are kept. A row that it fails on is NaN, which rules count as wrong.</summary>
internal sealed class TimedModel(OnnxPredictor<FeatureVector, double> predictor, TimeProvider time) : IDisposable
{
    private readonly List<double> _predictions = [];
    private readonly List<double> _microseconds = [];

    public async ValueTask PredictAsync(double[] values)
    {
        long start = time.GetTimestamp();
        double prediction;
        try
        {
            prediction = await predictor.PredictAsync(values).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OnnxRuntimeException or OnnxInputException)
        {
            prediction = double.NaN;
        }

        _microseconds.Add(time.GetElapsedTime(start).TotalMicroseconds);
        _predictions.Add(prediction);
    }

    public EvaluatedModel Said(double? costPerSecond)
    {
        double[] microseconds = [.. _microseconds];
        return new EvaluatedModel
        {
            Predictions = [.. _predictions],
            Microseconds = microseconds,
            Costs = costPerSecond is { } price ? Array.ConvertAll(microseconds, spent => spent / 1e6 * price) : null,
        };
    }

    public void Dispose() => predictor.Dispose();
}
