using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Status;

/// <summary>What was called, is durable, pending and lost in one store, by all processes together.</summary>
/// <param name="Counts">Durable are the rows of the store; pending and lost are those of the processes' channels.</param>
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
                return new StoreBooks(Sum(processes, after.Rows), processes, after);
            before = after;
        }
    }

    private static RecordingCounts Sum(IReadOnlyList<ProcessRecording> processes, long rows)
    {
        RecordingCounts all = processes.Aggregate(RecordingCounts.None, static (sum, process) => sum.Add(process.Counts));
        return all with { Calls = rows + all.Pending + all.LostTotal, Durable = rows };
    }
}
