namespace MLOps.Sdk.Storage.Access;

/// <summary>A log whose readings of predictions are recorded. Windows, alerts, sums and the status tell of no single one.</summary>
internal sealed class AccessRecordedLog(Sqlite.SqlitePredictionLog log, AccessBook book) : IPredictionLog, IOutcomeLog, IDisposable
{
    /// <summary>The keys of the events.</summary>
    public const string Find = "api.find", Query = "api.query", Outcomes = "api.outcomes";

    public async ValueTask<LoggedPrediction?> FindAsync(PredictionId id, CancellationToken cancellationToken = default)
    {
        LoggedPrediction? found = await log.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (found is not null)
            book.Add(Find, query: null, 1, id);
        return found;
    }

    public async ValueTask<PredictionPage> QueryAsync(PredictionQuery query, CancellationToken cancellationToken = default)
    {
        PredictionPage page = await log.QueryAsync(query, cancellationToken).ConfigureAwait(false);
        book.Add(Query, query, page.Predictions.Count);
        return page;
    }

    public async ValueTask<JoinedOutcomes> JoinOutcomesAsync(OutcomeQuery query, CancellationToken cancellationToken = default)
    {
        JoinedOutcomes joined = await log.JoinOutcomesAsync(query, cancellationToken).ConfigureAwait(false);
        book.Add(Outcomes, new PredictionQuery { Model = query.Model, Version = query.Version, From = query.From, To = query.To }, joined.Rows.Count);
        return joined;
    }

    public ValueTask<IReadOnlyList<StoredWindow>> WindowsAsync(WindowQuery query, CancellationToken cancellationToken = default) => log.WindowsAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<Alert>> AlertsAsync(AlertQuery query, CancellationToken cancellationToken = default) => log.AlertsAsync(query, cancellationToken);

    public ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken = default) => log.StatusAsync(cancellationToken);

    public ValueTask<IReadOnlyList<UsageRow>> UsageAsync(UsageQuery query, CancellationToken cancellationToken = default) => log.UsageAsync(query, cancellationToken);

    public void Dispose() => log.Dispose();
}
