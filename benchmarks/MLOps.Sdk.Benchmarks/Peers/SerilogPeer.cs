using MLOps.Sdk.Benchmarks.Figures;
using Serilog;
using Serilog.Core;
using Serilog.Sinks.Async;

namespace MLOps.Sdk.Benchmarks.Peers;

/// <summary>Serilog, Async → File, as text. What is measured is the caller's side: the file is written by a thread of Serilog's.</summary>
internal sealed class SerilogPeer : IDisposable
{
    private const string Template =
        "prediction {Id} {Model} {Version} {Variant} {Status} {Latency} {Cost} {Output} {F0} {F1} {F2} {F3} {F4} {F5} {F6} {F7} {F8} {F9} {F10} {F11} {F12} {F13} {F14} {F15}";

    private readonly TemporaryFolder _folder = new();
    private readonly Backlog _backlog = new();
    private readonly Logger _logger;

    public SerilogPeer() => _logger = new LoggerConfiguration()
        .WriteTo.Async(to => to.File(Path.Combine(_folder.Path, "log.txt"), formatProvider: null), bufferSize: 100_000, monitor: _backlog)
        .CreateLogger();

    public void Log(Content c, int calls)
    {
        double[] f = c.Features;
        for (int i = 0; i < calls; i++)
        {
            c.End(Content.Begin());
            _logger.Information(
                Template, c.Id, c.Model, c.Version, c.Variant, c.Status, c.LatencyMicroseconds, c.Cost, c.Output,
                f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11], f[12], f[13], f[14], f[15]);
        }
    }

    /// <summary>Waits until Serilog's thread has taken everything: a full buffer would drop events, which costs nothing.</summary>
    public void Drain() => SpinWait.SpinUntil(() => _backlog.Count == 0);

    public void Dispose()
    {
        _logger.Dispose();
        _folder.Dispose();
    }

    private sealed class Backlog : IAsyncLogEventSinkMonitor
    {
        private IAsyncLogEventSinkInspector? _inspector;

        public int Count => _inspector?.Count ?? 0;

        public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => _inspector = inspector;

        public void StopMonitoring(IAsyncLogEventSinkInspector inspector) => _inspector = null;
    }
}
