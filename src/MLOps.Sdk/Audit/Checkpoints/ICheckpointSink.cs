namespace MLOps.Sdk.Audit.Checkpoints;

/// <summary>A place outside the store that keeps checkpoints: out of reach of whoever can change the store, or it proves nothing.</summary>
public interface ICheckpointSink
{
    /// <summary>Keeps a checkpoint. May throw: the publisher counts it, logs it and goes on with the next.</summary>
    ValueTask PublishAsync(ChainCheckpoint checkpoint, CancellationToken cancellationToken);
}
