using Microsoft.Extensions.Logging;

namespace MLOps.Sdk.Benchmarks.Peers;

/// <summary>A source-generated log message, formatted by a provider that does nothing with the text.</summary>
internal sealed partial class LoggerMessagePeer : ILogger
{
    private long _characters;

    public void Log(Content c, int calls)
    {
        double[] f = c.Features;
        for (int i = 0; i < calls; i++)
        {
            c.End(Content.Begin());
            Prediction(
                this, c.Id, c.Model, c.Version, c.Variant, c.Status, c.LatencyMicroseconds, c.Cost, c.Output,
                f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11], f[12], f[13], f[14], f[15]);
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _characters += formatter(state, exception).Length;

    [LoggerMessage(
        EventId = 1, Level = LogLevel.Information,
        Message = "prediction {Id} {Model} {Version} {Variant} {Status} {Latency} {Cost} {Output} {F0} {F1} {F2} {F3} {F4} {F5} {F6} {F7} {F8} {F9} {F10} {F11} {F12} {F13} {F14} {F15}")]
    private static partial void Prediction(
        ILogger logger, long id, string model, string version, string variant, string status, double latency, double cost, double output,
        double f0, double f1, double f2, double f3, double f4, double f5, double f6, double f7,
        double f8, double f9, double f10, double f11, double f12, double f13, double f14, double f15);
}
