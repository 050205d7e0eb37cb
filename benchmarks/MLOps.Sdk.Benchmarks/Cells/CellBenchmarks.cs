using BenchmarkDotNet.Attributes;

namespace MLOps.Sdk.Benchmarks.Cells;

/// <summary>Counting one value. The ratio is to a branchless binary search over the same cuts, which keeps counts alone.</summary>
[MemoryDiagnoser]
public class CellBenchmarks
{
    private CellCases? _cases;

    [Params(100, 1_000, 10_000)]
    public int Cuts { get; set; }

    [GlobalSetup]
    public void Prepare() => _cases = new CellCases(Cuts);

    [Benchmark(Baseline = true, OperationsPerInvoke = CellCases.Values)]
    public long BranchlessSearch() => _cases!.BranchlessSearch();

    [Benchmark(OperationsPerInvoke = CellCases.Values)]
    public long Cells() => _cases!.Counter();
}
