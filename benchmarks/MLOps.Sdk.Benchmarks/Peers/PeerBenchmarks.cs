using BenchmarkDotNet.Attributes;
using MLOps.Sdk.Benchmarks.Calls;

namespace MLOps.Sdk.Benchmarks.Peers;

/// <summary>The same content kept elsewhere. The ratio is to a recorded call, bare call and clock included: 25 and more for Serilog, 15 for the others.</summary>
/// <remarks>Serilog's and OpenTelemetry's buffers run full here, and a dropped event is cheaper than a kept one; <c>figures peers</c> waits for them.</remarks>
[MemoryDiagnoser]
public class PeerBenchmarks : IDisposable
{
    private readonly Content _content = new();
    private readonly CallCases _ours = new();
    private readonly SerilogPeer _serilog = new();
    private readonly JsonPeer _json = new();
    private readonly LoggerMessagePeer _message = new();
    private readonly ActivityPeer _activity = new();

    [Benchmark(Baseline = true, OperationsPerInvoke = CallLoop.Calls)]
    public float Recorded()
    {
        float sum = _ours.Vector(CallLoop.Calls);
        _ours.Empty();
        return sum;
    }

    [Benchmark(OperationsPerInvoke = CallLoop.Calls)]
    public void SerilogAsyncFile() => _serilog.Log(_content, CallLoop.Calls);

    [Benchmark(OperationsPerInvoke = CallLoop.Calls)]
    public void JsonToChannel()
    {
        _json.Log(_content, CallLoop.Calls);
        _json.Drain();
    }

    [Benchmark(OperationsPerInvoke = CallLoop.Calls)]
    public void LoggerMessageFormatted() => _message.Log(_content, CallLoop.Calls);

    [Benchmark(OperationsPerInvoke = CallLoop.Calls)]
    public void OpenTelemetryActivity() => _activity.Log(_content, CallLoop.Calls);

    [GlobalCleanup]
    public void Dispose()
    {
        _ours.Dispose();
        _serilog.Dispose();
        _activity.Dispose();
        GC.SuppressFinalize(this);
    }
}
