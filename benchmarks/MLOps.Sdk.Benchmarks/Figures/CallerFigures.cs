using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>What the caller pays.</summary>
internal static class CallerFigures
{
    private const int Calls = 1_000;

    public static IReadOnlyList<Timing> Measure(int rounds)
    {
        string directory = Directory.CreateTempSubdirectory("modelops-benchmark-").FullName;
        PredictionChannel channel = Setup.FileChannel(directory, int.Parse(Environment.GetEnvironmentVariable("LB") ?? "4194304", null), 4);
        var vector = new FeatureVector(Enumerable.Range(0, 16).Select(i => i * 1.1).ToArray());
        var payment = new Payment();
        var model = new TrivialModel();
        IPredictor<FeatureVector, float> served = Setup.Serve<FeatureVector>(channel, model, Setup.Vector16());
        IPredictor<Payment, float> typed = Setup.Serve<Payment>(channel, model, Setup.Payment16());
        IPredictor<Payment, float> together = Setup.Serve<Payment>(channel, model, Setup.Payment16Together());
        var timed = new TimedPredictor<FeatureVector>(model);
        return new Interleaved(rounds, Calls)
            .Add("bare call", n => Predict(model, vector, n))
            .Add("clock read twice", n => Predict(timed, vector, n))
            .Add("recorded, vector", n => Predict(served, vector, n), () => Empty(channel))
            .Add("recorded, typed, features together", n => Predict(together, payment, n), () => Empty(channel))
            .Add("recorded, typed, feature by feature", n => Predict(typed, payment, n), () => Empty(channel))
            .Measure();
    }

    private static float s_sink;

    private static void Predict<TInput>(IPredictor<TInput, float> predictor, TInput input, int calls)
    {
        float sum = 0;
        for (int i = 0; i < calls; i++)
        {
            ValueTask<Prediction<float>> call = predictor.PredictAsync(input);
            if (call.IsCompletedSuccessfully)
                sum += call.Result.Value;
        }

        s_sink = sum;
    }

    private static void Empty(PredictionChannel channel)
    {
        foreach (RingLane lane in channel.Ring.Lanes)
            lane.Release(lane.Tail, 0);
    }
}
