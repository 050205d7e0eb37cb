using Microsoft.Extensions.Logging;

namespace MLOps.Sdk.Audit.Checkpoints;

/// <summary>Writes checkpoints to the app's log, from where OpenTelemetry or another provider takes them to another machine.</summary>
/// <param name="logger">The logger.</param>
public sealed partial class LogCheckpointSink(ILogger<LogCheckpointSink> logger) : ICheckpointSink
{
    /// <inheritdoc/>
    public ValueTask PublishAsync(ChainCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Checkpoint(checkpoint.Store, checkpoint.Segments, checkpoint.Records, checkpoint.Hash, checkpoint.Time);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Checkpoint of the prediction log {Store}: {Records} records in {Segments} segments end with {Hash} at {Time}.")]
    private partial void Checkpoint(string store, long segments, long records, string hash, DateTimeOffset time);
}
