using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Reading;

namespace MLOps.Sdk.Retraining.Sqlite;

/// <summary>Runs in the same SQLite file as the log.</summary>
/// <param name="directory">The directory that holds the store.</param>
public sealed class SqliteRetrainingStore(string directory) : IRetrainingStore, IDisposable
{
    /// <summary>How many runs of a model are looked at before another may begin: more than a day can have.</summary>
    private const int RunsLookedAt = 1_000;

    private readonly SqliteChanges _changes = new(Path.GetFullPath(directory));
    private readonly ReadConnections _connections = new(Path.GetFullPath(directory), kept: 1);

    /// <inheritdoc/>
    public ValueTask<string?> TryBeginAsync(RetrainingRun run, Func<IReadOnlyList<RetrainingRun>, string?> refusal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(refusal);
        return _changes.RunAsync(connection =>
        {
            string? refused = refusal(RunTables.List(connection, run.Model, RunsLookedAt));
            if (refused is null)
                RunTables.Write(connection, run);
            return refused;
        }, "begin a retraining", cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SaveAsync(RetrainingRun run, Alert? alert = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        await _changes.RunAsync(connection =>
        {
            RunTables.Write(connection, run);
            if (alert is not null)
                RunTables.Write(connection, alert);
            return true;
        }, "keep a step of a retraining", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<RetrainingRun?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        _connections.RunAsync(connection => RunTables.Find(connection, id), static () => null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RetrainingRun>> ListAsync(string? model = null, int limit = 100, CancellationToken cancellationToken = default) =>
        _connections.RunAsync<IReadOnlyList<RetrainingRun>>(connection => RunTables.List(connection, model, limit), static () => [], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CountOutcomesAsync(string model, DateTimeOffset after, CancellationToken cancellationToken = default) =>
        _connections.RunAsync(connection => RunTables.CountOutcomes(connection, model, after), static () => 0L, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();
}
