namespace MLOps.Sdk.Storage;

/// <summary>Reads the log. Safe on any thread; never blocks the writer.</summary>
public interface IPredictionLog
{
    /// <summary>The prediction with this id, or null when the log does not hold it.</summary>
    ValueTask<LoggedPrediction?> FindAsync(PredictionId id, CancellationToken cancellationToken = default);

    /// <summary>One page of the predictions that match, oldest first unless asked otherwise.</summary>
    ValueTask<PredictionPage> QueryAsync(PredictionQuery query, CancellationToken cancellationToken = default);

    /// <summary>The monitor windows of a model, oldest first.</summary>
    ValueTask<IReadOnlyList<StoredWindow>> WindowsAsync(WindowQuery query, CancellationToken cancellationToken = default);

    /// <summary>The alerts that match, newest first.</summary>
    ValueTask<IReadOnlyList<Alert>> AlertsAsync(AlertQuery query, CancellationToken cancellationToken = default);

    /// <summary>What the store holds: rows, bytes, versions, warnings.</summary>
    ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken = default);

    /// <summary>Calls, failures, latency and cost, summed by model, version and, when asked, a tag.</summary>
    ValueTask<IReadOnlyList<UsageRow>> UsageAsync(UsageQuery query, CancellationToken cancellationToken = default);
}
