using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Onnx;

/// <summary>What the predictor adds to the C API's own Run.</summary>
internal sealed class OnnxSubject : ISubject
{
    private const int CallsPerRound = 100;

    public string Name => "onnx";

    public Findings Measure(Effort effort)
    {
        var figures = new List<Figure>();
        var timings = new List<Timing>();
        Measure("logistic, 16 features", OnnxFiles.Logistic, effort, figures, timings);
        if (OnnxFiles.FindShared(OnnxFiles.Trees) is { } trees)
            Measure(OnnxFiles.Trees, File.ReadAllBytes(trees), effort, figures, timings);
        return new Findings(figures, timings);
    }

    private static void Measure(string model, byte[] file, Effort effort, List<Figure> figures, List<Timing> timings)
    {
        using var onnx = new OnnxCase(file);
        float sink = 0;
        IReadOnlyList<Timing> times = new Interleaved(effort.Rounds(2_000), CallsPerRound)
            .Add($"C API Run, {model}", onnx.Run)
            .Add($"C API RunWithBinding, {model}", onnx.RunBound)
            .Add($"PredictAsync, {model}", calls => sink += onnx.Predict(calls))
            .Measure();
        figures.Add(Figure.Ratio($"PredictAsync / C API Run, {model}", times[2], times[0], Limit.AtMost(1.03)));
        figures.Add(Figure.Ratio($"PredictAsync / C API RunWithBinding, {model}", times[2], times[1]));
        figures.Add(Figure.Allocation($"allocated by PredictAsync, {model}", times[2]));
        timings.AddRange(times);
    }
}
