using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage;

/// <summary>What was missed, as the log has it.</summary>
/// <param name="log">The log.</param>
/// <param name="complete">Set once it holds everything that ended apps had accepted; null when it does.</param>
internal sealed class MissedRecords(IPredictionLog log, ManualResetEventSlim? complete = null) : IMissedRecords
{
    // A call may have started so long before the one that was recorded before it.
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public bool IsComplete => complete?.IsSet ?? true;

    /// <summary>Waits until it is complete.</summary>
    /// <returns>False when it is not when patience ends.</returns>
    public bool Await(TimeSpan patience) => complete?.Wait(patience) ?? true;

    /// <inheritdoc/>
    public long? PositionOf(PredictionId id) => Wait(() => log.FindAsync(id))?.Position;

    /// <inheritdoc/>
    public void Replay(ServedVersion version, bool shadow, in LogMark mark, MissedVisitor visit)
    {
        if (!mark.Last.IsRecorded)
            return;
        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddTicks(mark.Microseconds * TimeSpan.TicksPerMicrosecond);
        bool seen = mark.IsSeen;
        long? known = PositionOf(mark.Last);
        long behind = known - (seen ? 0 : 1) ?? 0;
        var records = new LoggedRecords(version.Schema);
        var query = new PredictionQuery { Model = version.Schema.Name, Version = version.Version, From = time - LongestCall, Limit = PredictionQuery.MaximumLimit };
        while (Wait(() => log.QueryAsync(query with { BehindPosition = behind })).Predictions is { Count: > 0 } page)
        {
            foreach (LoggedPrediction prediction in page)
            {
                // Erased meanwhile, the mark has no place any more, and time has to do.
                bool isBehind = known is not null || prediction.Time > time || (!seen && prediction.Time == time);
                if (isBehind && prediction.Id.Writer == mark.Last.Writer && prediction.Status == PredictionStatus.Ok && prediction.Variant == PredictionVariant.Shadow == shadow)
                    visit(records.Of(prediction, version), prediction.Position);
            }

            behind = page[^1].Position;
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
