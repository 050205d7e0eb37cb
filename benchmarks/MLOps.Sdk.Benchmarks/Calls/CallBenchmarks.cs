using BenchmarkDotNet.Attributes;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>A call with 16 features. The ratio is to a decorator that only reads the clock twice: at most 1.4.</summary>
[MemoryDiagnoser]
public class CallBenchmarks : IDisposable
{
    private readonly CallCases _cases = new();

    [Benchmark(OperationsPerInvoke = CallLoop.Calls)]
    public float Bare() => _cases.Bare(CallLoop.Calls);

    [Benchmark(Baseline = true, OperationsPerInvoke = CallLoop.Calls)]
    public float ClockReadTwice() => _cases.Timed(CallLoop.Calls);

    [Benchmark(OperationsPerInvoke = CallLoop.Calls)]
    public float RecordedVector() => Emptied(_cases.Vector(CallLoop.Calls));

    [Benchmark(OperationsPerInvoke = CallLoop.Calls)]
    public float RecordedTypedTogether() => Emptied(_cases.TypedTogether(CallLoop.Calls));

    [Benchmark(OperationsPerInvoke = CallLoop.Calls)]
    public float RecordedTypedOneByOne() => Emptied(_cases.TypedOneByOne(CallLoop.Calls));

    [GlobalCleanup]
    public void Dispose()
    {
        _cases.Dispose();
        GC.SuppressFinalize(this);
    }

    private float Emptied(float sum)
    {
        _cases.Empty();
        return sum;
    }
}
