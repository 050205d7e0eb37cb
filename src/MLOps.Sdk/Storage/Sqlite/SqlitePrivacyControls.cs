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
    public async ValueTask<ErasureReport> EraseAsync(ErasureRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrEmpty(request.Subject))
            throw new ArgumentException("The erasure names no subject. Say whose records are to be erased.", nameof(request));
        return await Task.Run(() => Erasure.Run(directory, request, _subjects.FormsOf(request.Subject), keys, time.GetUtcNow(), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<RetentionReport> RetainAsync(RetentionPolicy policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Keep <= TimeSpan.Zero)
            throw new ArgumentException($"The retention is {policy.Keep}; it must be more than nothing.", nameof(policy));
        if (policy.Keep > policy.Ceiling)
        {
            throw new ArgumentException(
                $"The retention is {policy.Keep.TotalDays:0.##} days and its ceiling {policy.Ceiling.Value.TotalDays:0.##}. Keep less, or raise the ceiling if you may.", nameof(policy));
        }

        if (policy.MaximumBytes <= 0)
            throw new ArgumentException($"The most bytes of the store are {policy.MaximumBytes}; they must be more than nothing.", nameof(policy));
        if (policy.Keep < policy.Floor && string.IsNullOrWhiteSpace(policy.LegalBasis))
        {
            throw new ArgumentException(
                $"The retention is {policy.Keep.TotalDays:0.##} days and its floor {policy.Floor.TotalDays:0.##}. Keep longer, or name the legal basis for less: it is kept in the log.", nameof(policy));
        }

        return await Task.Run(() => Retention.Run(directory, policy, time.GetUtcNow(), cancellationToken), cancellationToken).ConfigureAwait(false);
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
