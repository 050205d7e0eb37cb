using BenchmarkDotNet.Attributes;

namespace MLOps.Sdk.Benchmarks.Stores;

/// <summary>One row stored durably. The ratio is to SQLite's C API alone: at most 1.33 for the whole pump (0.75 of its rows a second).</summary>
[MemoryDiagnoser]
public class StoreBenchmarks : IDisposable
{
    private readonly StoreCases _cases = new();

    /// <summary>Rows with ids of their own for each round; a benchmark with a setup runs one round an iteration.</summary>
    [IterationSetup(Targets = [nameof(SqliteApi), nameof(Commands)])]
    public void Format() => _cases.Format();

    [Benchmark(Baseline = true, OperationsPerInvoke = StoreSettings.Rows)]
    public void SqliteApi() => _cases.NativeInsert();

    [Benchmark(OperationsPerInvoke = StoreSettings.Rows)]
    public void Pump() => _cases.Pump();

    [Benchmark(OperationsPerInvoke = StoreSettings.Rows)]
    public void Commands() => _cases.CommandInsert();

    [GlobalCleanup]
    public void Dispose()
    {
        _cases.Dispose();
        GC.SuppressFinalize(this);
    }
}
