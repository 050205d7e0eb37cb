using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Retraining;

/// <summary>Keeps runs and their steps. Safe on any thread and in any number of processes.</summary>
public interface IRetrainingStore
{
    /// <summary>Adds a run, if the model's runs of the last days allow it: looked at and added in one transaction.</summary>
    /// <param name="run">The run.</param>
    /// <param name="refusal">Is given the model's runs, newest first, and says why this one may not begin; null when it may.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null, or why it may not begin.</returns>
    ValueTask<string?> TryBeginAsync(RetrainingRun run, Func<IReadOnlyList<RetrainingRun>, string?> refusal, CancellationToken cancellationToken = default);

    /// <summary>Keeps how a run stands, with an alert about it in the same transaction; durable when the task is done.</summary>
    ValueTask SaveAsync(RetrainingRun run, Alert? alert = null, CancellationToken cancellationToken = default);

    /// <summary>The run, or null.</summary>
    ValueTask<RetrainingRun?> FindAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Runs, newest first.</summary>
    /// <param name="model">The model's name, or null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<RetrainingRun>> ListAsync(string? model = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>How many predictions of a model got an outcome after a moment.</summary>
    ValueTask<long> CountOutcomesAsync(string model, DateTimeOffset after, CancellationToken cancellationToken = default);
}
