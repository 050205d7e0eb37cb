using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>Sees a record.</summary>
internal delegate void RecordVisitor(in PredictionRecord record);

/// <summary>
/// What monitors of an app that ended without saying so have seen, or would have seen, and forgot: it is in the log. Read on the
/// monitors' thread at their start, which waits for it; callers do not.
/// </summary>
/// <param name="log">The log, with everything in it that the ended app had accepted.</param>
internal sealed class MissedRecords(IPredictionLog log)
{
    // A call may have started so long before the one that was recorded before it.
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(5);

    /// <summary>Shows the answered calls of a version that the writer of a prediction recorded behind it.</summary>
    /// <param name="version">The version.</param>
    /// <param name="shadow">Whether those whose answer nobody saw.</param>
    /// <param name="last">The last prediction that was seen.</param>
    /// <param name="time">When it started, in microseconds since 1970.</param>
    /// <param name="visit">Sees each, as far as the log holds them.</param>
    public void After(ServedVersion version, bool shadow, PredictionId last, long time, RecordVisitor visit)
    {
        if (!last.IsRecorded)
            return;
        DateTimeOffset from = DateTimeOffset.UnixEpoch.AddTicks(time * TimeSpan.TicksPerMicrosecond);
        long? position = Wait(() => log.FindAsync(last))?.Position;
        var records = new LoggedRecords(version.Schema);
        var query = new PredictionQuery { Model = version.Schema.Name, Version = version.Version, Status = PredictionStatus.Ok, From = from - LongestCall };
        foreach (LoggedPrediction prediction in Read(query))
        {
            // Erased meanwhile, it has no place any more, and time has to do.
            bool behind = position is { } place ? prediction.Position > place : prediction.Time > from;
            if (behind && prediction.Id.Writer == last.Writer && prediction.Variant == PredictionVariant.Shadow == shadow)
                visit(records.Of(prediction, version));
        }
    }

    /// <summary>The latest predictions of a model, the latest first.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="since">None that started before; null: however old.</param>
    public IEnumerable<LoggedPrediction> Latest(string model, int most, DateTimeOffset? since = null) =>
        Read(new PredictionQuery { Model = model, Status = PredictionStatus.Ok, From = since, Descending = true }).Where(static prediction => prediction.Variant != PredictionVariant.Shadow).Take(most);

    private IEnumerable<LoggedPrediction> Read(PredictionQuery query)
    {
        string? after = null;
        do
        {
            PredictionPage page = Wait(() => log.QueryAsync(query with { Limit = PredictionQuery.MaximumLimit, After = after }));
            foreach (LoggedPrediction prediction in page.Predictions)
                yield return prediction;
            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>The monitors' thread is nobody else's: it may wait.</summary>
    private static T Wait<T>(Func<ValueTask<T>> read)
    {
        using var access = AccessScope.Begin(purpose: "alarms take in what they missed");
        return read().AsTask().GetAwaiter().GetResult();
    }
}
