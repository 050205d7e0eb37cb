using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Removing;

namespace MLOps.Sdk.Storage.Sqlite;

/// <summary>Takes records out of a SQLite store, beside the apps that record there.</summary>
/// <param name="directory">The directory that holds the store.</param>
/// <param name="time">The clock of the events and of retention.</param>
/// <param name="subjects">What models record subjects as, so that an erasure by plain subject finds them; null: as they are.</param>
/// <param name="keys">Reads quarantined records that are encrypted; one that cannot be read is emptied by an erasure.</param>
public sealed class SqlitePrivacyControls(string directory, TimeProvider time, SubjectPseudonyms? subjects = null, IPayloadKeyProvider? keys = null) : IPrivacyControls
{
    private readonly SubjectPseudonyms _subjects = subjects ?? SubjectPseudonyms.None;

    /// <inheritdoc/>
    public async ValueTask<ErasureReport> EraseAsync(ErasureRequest request, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrEmpty(request.Subject))
            throw new ArgumentException("The erasure names no subject. Say whose records are to be erased.", nameof(request));
        return await Task.Run(() => Erasure.Run(directory, request, _subjects.FormsOf(request.Subject), keys, time.GetUtcNow(), progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<RetentionReport> RetainAsync(RetentionPolicy policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Failures().FirstOrDefault() is { } failure)
            throw new ArgumentException(failure, nameof(policy));

        // It may take long, and rests: on a thread of its own.
        return await Task.Factory.StartNew(
            () => Retention.Run(directory, policy, time.GetUtcNow(), cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> HoldAsync(LegalHold hold, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return await Task.Run(() =>
        {
            using var writer = new ChainedWriter(directory);
            return Holds.Add(writer, hold, hold.Subject is { Length: > 0 } subject ? _subjects.FormsOf(subject) : [], time.GetUtcNow());
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(long hold, string actor, string reason, CancellationToken cancellationToken = default) =>
        await Task.Run(() =>
        {
            using var writer = new ChainedWriter(directory);
            Holds.Release(writer, hold, actor, reason, time.GetUtcNow());
        }, cancellationToken).ConfigureAwait(false);
}
