using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MLOps.Sdk.Audit.Checkpoints;

/// <summary>
/// Takes a checkpoint at intervals and gives it to the sinks, when the chain has grown. Works off the callers' path; a
/// sink that fails is counted and logged, and gets the next checkpoint.
/// </summary>
internal sealed partial class CheckpointPublisher(
    IAuditTrail trail, IEnumerable<ICheckpointSink> sinks, CheckpointOptions options, TimeProvider time, ILogger<CheckpointPublisher> logger) : IHostedLifecycleService, IDisposable
{
    private readonly ICheckpointSink[] _sinks = [.. sinks];
    private readonly SemaphoreSlim _publishing = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;
    private long _published = -1; // records of the last checkpoint; guarded by the semaphore
    private long _failures;

    /// <summary>Times a sink, or the taking of a checkpoint, failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => _ = PublishAsync(_stopping.Token), null, options.Interval, options.Interval);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>When recording has stopped: publishes the end of it, so that nothing of this run can be cut off unseen.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await PublishAsync(cancellationToken).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Takes a checkpoint now, unless the chain has not grown. Never throws.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _publishing.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                ChainCheckpoint checkpoint = await trail.CheckpointAsync(cancellationToken).ConfigureAwait(false);
                if (checkpoint.Records == _published)
                    return;
                bool all = true;
                foreach (ICheckpointSink sink in _sinks)
                    all &= await TryPublishAsync(sink, checkpoint, cancellationToken).ConfigureAwait(false);
                if (all)
                    _published = checkpoint.Records;
            }
            finally
            {
                _publishing.Release();
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            CountFailure(fault, "the store");
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _publishing.Dispose();
        _stopping.Dispose();
    }

    private async ValueTask<bool> TryPublishAsync(ICheckpointSink sink, ChainCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        try
        {
            await sink.PublishAsync(checkpoint, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            CountFailure(fault, sink.GetType().Name);
            return false;
        }
    }

    private void CountFailure(Exception fault, string where)
    {
        Interlocked.Increment(ref _failures);
        NotPublished(fault, where, Failures);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A checkpoint of the prediction log could not be taken from or given to {Where} ({Failures} so far). The next one will cover the same records.")]
    private partial void NotPublished(Exception fault, string where, long failures);
}
