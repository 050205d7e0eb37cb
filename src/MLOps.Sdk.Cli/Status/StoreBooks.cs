using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Status;

/// <summary>What was called, is durable, pending and lost in one store, by all processes together.</summary>
/// <param name="Counts">Durable are the rows of the store; pending and lost are those of the processes' channels, and lost also those that ended processes told the log.</param>
/// <param name="Processes">The channels.</param>
/// <param name="Store">The store.</param>
internal sealed record StoreBooks(RecordingCounts Counts, IReadOnlyList<ProcessRecording> Processes, StoreStatus Store)
{
    private const int Looks = 20;

    /// <summary>Reads store and channels at one moment, as far as that can be had while processes write.</summary>
    /// <remarks>
    /// A batch is in the store a moment before the channel lets go of it. The store is read before and after the channels,
    /// and again when it grew in between; a batch in that moment may still be counted twice, once.
    /// </remarks>
    public static async Task<StoreBooks> ReadAsync(IPredictionLog log, string directory, CancellationToken cancellationToken)
    {
        StoreStatus before = await log.StatusAsync(cancellationToken).ConfigureAwait(false);
        for (int look = 1; ; look++)
        {
            IReadOnlyList<ProcessRecording> processes = RecordingDirectory.Inspect(directory);
            StoreStatus after = await log.StatusAsync(cancellationToken).ConfigureAwait(false);
            if (after.Rows == before.Rows || look == Looks)
                return new StoreBooks(Sum(processes, after), processes, after);
            before = after;
        }
    }

    private static RecordingCounts Sum(IReadOnlyList<ProcessRecording> processes, StoreStatus store)
    {
        RecordingCounts all = processes.Aggregate(RecordingCounts.None, static (sum, process) => sum.Add(process.Counts));
        foreach (RecordedLoss loss in store.Losses)
        {
            // A channel that is still there counts its losses itself, up to now.
            if (!processes.Any(process => Path.GetFileName(process.Path).StartsWith(loss.Writer, StringComparison.Ordinal)))
                all = all.Add(new RecordingCounts(0, 0, 0, new Dictionary<LossReason, long> { [loss.Reason] = loss.Count }));
        }

        return all with { Calls = store.Rows + all.Pending + all.LostTotal, Durable = store.Rows };
    }
}
