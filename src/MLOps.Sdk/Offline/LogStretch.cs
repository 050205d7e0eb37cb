using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Offline;

/// <summary>A stretch of the log: which answered calls of a model are run again. Shadow answers are left out: their calls are there already.</summary>
/// <param name="Model">The model's name.</param>
public sealed record LogStretch(string Model)
{
    /// <summary>Answered by this version alone; null: by any.</summary>
    public string? Version { get; init; }

    /// <summary>The earliest start, inclusive, or null.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The latest start, exclusive, or null.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>A tag's key and value that the calls have, or null.</summary>
    public (string Key, string Value)? Tag { get; init; }

    /// <summary>At most so many rows, oldest first; null: all.</summary>
    public long? Limit { get; init; }

    /// <summary>What the stretch is, for people.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"the log of '{Model}'{(Version is null ? "" : $" version {Version}")}{(From is { } from ? $" from {from.UtcDateTime:O}" : "")}{(To is { } to ? $" to {to.UtcDateTime:O}" : "")}");

    /// <summary>The rows, oldest first, page by page.</summary>
    /// <param name="log">The log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<LoggedPrediction> ReadAsync(IPredictionLog log, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        var query = new PredictionQuery { Model = Model, Version = Version, From = From, To = To, Tag = Tag, Status = PredictionStatus.Ok, Limit = PredictionQuery.MaximumLimit };
        long left = Limit ?? long.MaxValue;
        string? after = null;
        do
        {
            PredictionPage page = await log.QueryAsync(query with { After = after }, cancellationToken).ConfigureAwait(false);
            foreach (LoggedPrediction prediction in page.Predictions)
            {
                if (prediction.Variant == PredictionVariant.Shadow)
                    continue;
                if (left-- == 0)
                    yield break;
                yield return prediction;
            }

            after = page.Next;
        }
        while (after is not null);
    }
}
