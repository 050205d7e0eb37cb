using BenchmarkDotNet.Attributes;

namespace MLOps.Sdk.Benchmarks.Onnx;

/// <summary>One call of an ONNX model. The ratio is to the C API's own Run: at most 1.03.</summary>
[MemoryDiagnoser]
public class OnnxBenchmarks : IDisposable
{
    private const int Calls = 100;

    private OnnxCase? _onnx;

    [ParamsSource(nameof(Models))]
    public string Model { get; set; } = "";

    public static IEnumerable<string> Models => OnnxFiles.FindShared(OnnxFiles.Trees) is null ? ["logistic"] : ["logistic", OnnxFiles.Trees];

    [GlobalSetup]
    public void Load() => _onnx = new OnnxCase(OnnxFiles.FindShared(Model) is { } path ? File.ReadAllBytes(path) : OnnxFiles.Logistic);

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public void CApiRun() => _onnx!.Run(Calls);

    [Benchmark(OperationsPerInvoke = Calls)]
    public void CApiRunWithBinding() => _onnx!.RunBound(Calls);

    [Benchmark(OperationsPerInvoke = Calls)]
    public float Predict() => _onnx!.Predict(Calls);

    [GlobalCleanup]
    public void Dispose()
    {
        _onnx?.Dispose();
        GC.SuppressFinalize(this);
    }
}
