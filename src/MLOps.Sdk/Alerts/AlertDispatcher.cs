using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Alerts;

/// <summary>
/// Takes alerts to the store's queue and, through a channel, to the handlers: a handler that hangs holds up neither
/// monitors nor the store.
/// </summary>
/// <remarks>
/// Threads: <see cref="Add"/> is safe on any; handlers run on the thread pool, one alert at a time.
/// A full channel costs a handler's call, never the stored alert, and is counted in <see cref="Untold"/>.
/// </remarks>
internal sealed class AlertDispatcher : IAlertSink, IDisposable
{
    /// <summary>How long a handler may take, and how long a stop waits for what was raised: 30 s and 5 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int Capacity = 1_000;
    private static readonly TimeSpan PatienceAtStop = TimeSpan.FromSeconds(5);

    // Wait, not Drop: in the modes that drop, TryWrite says true for what it dropped.
    private readonly Channel<Alert> _channel = Channel.CreateBounded<Alert>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = false, FullMode = BoundedChannelFullMode.Wait });

    private readonly IAlertSink _stored;
    private readonly Func<IEnumerable<IAlertHandler>> _handlers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private Task _telling = Task.CompletedTask;
    private long _untold;

    /// <param name="stored">Takes alerts to the store.</param>
    /// <param name="handlers">Finds the handlers at start: they may need services that need monitors.</param>
    /// <param name="time">Limits how long a handler may take.</param>
    /// <param name="logger">Told of handlers that fail.</param>
    public AlertDispatcher(IAlertSink stored, Func<IEnumerable<IAlertHandler>> handlers, TimeProvider time, ILogger<AlertDispatcher> logger) =>
        (_stored, _handlers, _time, _logger) = (stored, handlers, time, logger);

    /// <summary>Alerts that were stored and that no handler was told of.</summary>
    public long Untold => Volatile.Read(ref _untold);

    /// <inheritdoc/>
    public void Add(Alert alert)
    {
        _stored.Add(alert);
        if (_channel.Writer.TryWrite(alert))
            return;

        long untold = Interlocked.Increment(ref _untold);
        if (long.IsPow2(untold))
            _logger.NotTold(untold);
    }

    /// <summary>Starts telling the handlers.</summary>
    public void Start()
    {
        IAlertHandler[] handlers = [.. _handlers()];
        _telling = Task.Run(() => TellAsync(handlers), CancellationToken.None);
    }

    /// <summary>Tells what was raised, for 5 s at most, and stops. Safe to call more than once.</summary>
    public void Stop()
    {
        _channel.Writer.TryComplete();
        if (!_telling.Wait(PatienceAtStop, CancellationToken.None))
            _stopping.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        if (_telling.IsCompleted)
            _stopping.Dispose();
    }

    private async Task TellAsync(IAlertHandler[] handlers)
    {
        await foreach (Alert alert in _channel.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
        {
            foreach (IAlertHandler handler in handlers)
                await TellAsync(handler, alert).ConfigureAwait(false);
        }
    }

    private async Task TellAsync(IAlertHandler handler, Alert alert)
    {
        using var late = new CancellationTokenSource(Patience, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stopping.Token);
        try
        {
            await handler.HandleAsync(alert, limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            _logger.HandlerFailed(fault, handler.GetType().Name, alert.Model, alert.Signal);
        }
    }
}
