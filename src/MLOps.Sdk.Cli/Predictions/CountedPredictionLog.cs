using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Predictions;

/// <summary>What was read of a log.</summary>
internal sealed class ReadCount
{
    /// <summary>Predictions.</summary>
    public long Rows { get; private set; }

    /// <summary>The first query that gave any; null when they were asked for by id.</summary>
    public PredictionQuery? Query { get; private set; }

    public void Add(long rows, PredictionQuery? query)
    {
        Rows += rows;
        Query ??= query;
    }
}

/// <summary>A log that counts the predictions that are read from it: whoever reads is recorded.</summary>
internal sealed class CountedPredictionLog(IPredictionLog log, ReadCount reads) : IPredictionLog
{
    public async ValueTask<LoggedPrediction?> FindAsync(PredictionId id, CancellationToken cancellationToken = default)
    {
        LoggedPrediction? found = await log.FindAsync(id, cancellationToken).ConfigureAwait(false);
        reads.Add(found is null ? 0 : 1, null);
        return found;
    }

    public async ValueTask<PredictionPage> QueryAsync(PredictionQuery query, CancellationToken cancellationToken = default)
    {
        PredictionPage page = await log.QueryAsync(query, cancellationToken).ConfigureAwait(false);
        reads.Add(page.Predictions.Count, query);
        return page;
    }

    public ValueTask<IReadOnlyList<StoredWindow>> WindowsAsync(WindowQuery query, CancellationToken cancellationToken = default) => log.WindowsAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<Alert>> AlertsAsync(AlertQuery query, CancellationToken cancellationToken = default) => log.AlertsAsync(query, cancellationToken);

    public ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken = default) => log.StatusAsync(cancellationToken);

    public ValueTask<IReadOnlyList<UsageRow>> UsageAsync(UsageQuery query, CancellationToken cancellationToken = default) => log.UsageAsync(query, cancellationToken);
}
