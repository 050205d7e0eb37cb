using BenchmarkDotNet.Attributes;

namespace MLOps.Sdk.Benchmarks.Swaps;

/// <summary>A promotion and a rollback under load, each until its first answer: two swaps are one operation of two.</summary>
[MemoryDiagnoser]
public class SwapBenchmarks : IDisposable
{
    private readonly SwappedApp _app = new();

    [Benchmark(OperationsPerInvoke = 2)]
    public void PromoteAndRollBack()
    {
        _app.Promote();
        _app.RollBack();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _app.Dispose();
        GC.SuppressFinalize(this);
    }
}
