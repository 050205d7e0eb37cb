namespace MLOps.Sdk.Audit;

/// <summary>The chain of a store: its end, and whether the records are the ones that were chained. Safe on any thread.</summary>
public interface IAuditTrail
{
    /// <summary>The end of the chain now.</summary>
    /// <exception cref="Storage.StoreException">There is no store, or it cannot be read.</exception>
    ValueTask<ChainCheckpoint> CheckpointAsync(CancellationToken cancellationToken = default);

    /// <summary>Where a prediction stands in the chain, or null when the store does not hold it.</summary>
    /// <exception cref="Storage.StoreException">There is no store, or it cannot be read.</exception>
    ValueTask<ChainPlace?> FindAsync(PredictionId id, CancellationToken cancellationToken = default);

    /// <summary>Compares every record with the chain, and the chain with checkpoints that were kept outside.</summary>
    /// <param name="checkpoints">Checkpoints of this store. Without any, a store that was put back to an earlier state and a chain that was made anew cannot be told from the true one.</param>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Storage.StoreException">There is no store, or it cannot be read.</exception>
    ValueTask<ChainVerification> VerifyAsync(
        IReadOnlyList<ChainCheckpoint> checkpoints, IProgress<double>? progress = null, CancellationToken cancellationToken = default);
}
