using BenchmarkDotNet.Attributes;
using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Channels;

/// <summary>Handing over a record of 184 bytes. The ratio is to a bounded Channel: at most 1/3 with the reader idle, 1/8 with it running.</summary>
/// <remarks>An iteration is one round of 10,000 records, and emptying is not timed.</remarks>
[MemoryDiagnoser]
public class ChannelBenchmarks : IDisposable
{
    private const int Records = 10_000;

    private readonly TemporaryFolder _folder = new();
    private readonly BoundedChannelOutlet _bounded = new(32_768);
    private readonly QueueOutlet _queue = new();
    private readonly RingOutlet _owned;
    private readonly RingOutlet _shared;
    private IOutlet? _used;
    private BusyReader? _reader;

    public ChannelBenchmarks()
    {
        _owned = new RingOutlet("owned", _folder.Sub("owned"), 4 << 20, owned: true);
        _shared = new RingOutlet("shared", _folder.Sub("shared"), 4 << 20, owned: false);
    }

    [Params(false, true)]
    public bool ReaderRunning { get; set; }

    [GlobalSetup(Target = nameof(BoundedChannel))]
    public void UseBounded() => Use(_bounded);

    [GlobalSetup(Target = nameof(Queue))]
    public void UseQueue() => Use(_queue);

    [GlobalSetup(Target = nameof(RingOwnedLane))]
    public void UseOwned() => Use(_owned);

    [GlobalSetup(Target = nameof(RingSharedLane))]
    public void UseShared() => Use(_shared);

    [IterationSetup]
    public void Begin() => _reader?.Begin();

    [IterationCleanup]
    public void Empty()
    {
        _reader?.End();
        _used?.Empty();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public void BoundedChannel() => _bounded.Write(Records);

    [Benchmark(OperationsPerInvoke = Records)]
    public void Queue() => _queue.Write(Records);

    [Benchmark(OperationsPerInvoke = Records)]
    public void RingOwnedLane() => _owned.Write(Records);

    [Benchmark(OperationsPerInvoke = Records)]
    public void RingSharedLane() => _shared.Write(Records);

    [GlobalCleanup]
    public void Dispose()
    {
        _reader?.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Warms up here: iterations of one round are over before the compiler has looked at them.</summary>
    private void Use(IOutlet outlet)
    {
        _used = outlet;
        new Interleaved(1, Records).Add(outlet.Name, outlet.Write, outlet.Empty).Measure();
        _reader = ReaderRunning ? new BusyReader(outlet, Records) : null;
    }
}
