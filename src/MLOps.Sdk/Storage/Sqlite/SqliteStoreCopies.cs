using System.Globalization;
using Microsoft.Win32.SafeHandles;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Copies;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite;

/// <summary>Backs a store up while apps record into it, and puts a backup in the place of a store. Safe on any thread.</summary>
/// <param name="time">The clock of the events.</param>
public sealed class SqliteStoreCopies(TimeProvider time)
{
    private const int PatienceMilliseconds = 10_000;

    /// <summary>Copies log, registry and artefacts as they are at one moment, and verifies the copy's chain. What is pending in channels is not part of it.</summary>
    /// <param name="store">The directory of the store. The backup becomes an event of its log, so that an erasure can name it.</param>
    /// <param name="backup">The directory of the copy: a store like any other.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="progress">Told the share that is copied, 0 to 1.</param>
    /// <param name="cancellationToken">Gives up; nothing is left then.</param>
    /// <returns>What verifying the copy found.</returns>
    /// <exception cref="StoreException">There is no store, there is one in the backup's directory already, or it cannot be written.</exception>
    public async ValueTask<ChainVerification> BackUpAsync(
        string store, string backup, string actor, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        (store, backup) = (Path.GetFullPath(store), Path.GetFullPath(backup));
        await Task.Run(() =>
        {
            RequireStore(store);
            if (File.Exists(StoreFiles.DatabaseIn(backup)))
                throw new StoreException($"'{backup}' holds a store already. Choose an empty directory, or move what is there away. Nothing was copied.");
            StoreFiles.EnsureDirectory(backup);
            string partial = StoreFiles.DatabaseIn(backup) + ".partial";
            File.Delete(partial);
            StoreCopy.CopyDatabase(StoreFiles.DatabaseIn(store), partial, progress, cancellationToken);
            StoreCopy.CopyArtifacts(store, backup, cancellationToken);
            File.Move(partial, StoreFiles.DatabaseIn(backup));
        }, cancellationToken).ConfigureAwait(false);

        ChainVerification verification = await new SqliteAuditTrail(backup, time).VerifyAsync([], progress: null, cancellationToken).ConfigureAwait(false);
        await new SqliteEventLog(store).AppendAsync(EventOf(LogEvent.Backup, actor, backup, verification), cancellationToken).ConfigureAwait(false);
        return verification;
    }

    /// <summary>Puts a backup in the place of a store, if its chain verifies. The store that was there is set aside, not deleted.</summary>
    /// <param name="backup">The directory of the backup.</param>
    /// <param name="store">The directory of the store.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="checkpoints">Checkpoints kept outside that the backup must fit; see <see cref="IAuditTrail.VerifyAsync"/>.</param>
    /// <param name="replace">Whether a store that is there may be set aside.</param>
    /// <param name="cancellationToken">Gives up before anything is changed.</param>
    /// <returns>What verifying the backup found; when it is not valid nothing was changed.</returns>
    /// <exception cref="StoreException">There is no backup, there is a store and it may not be replaced, or an app records there.</exception>
    public async ValueTask<ChainVerification> RestoreAsync(
        string backup, string store, string actor, IReadOnlyList<ChainCheckpoint> checkpoints, bool replace = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        (store, backup) = (Path.GetFullPath(store), Path.GetFullPath(backup));
        RequireStore(backup);
        RefuseIfInUse(store, replace);
        ChainVerification verification = await new SqliteAuditTrail(backup, time).VerifyAsync(checkpoints, progress: null, cancellationToken).ConfigureAwait(false);
        if (!verification.IsValid)
            return verification;

        await Task.Run(() => Replace(backup, store, cancellationToken), cancellationToken).ConfigureAwait(false);
        await new SqliteEventLog(store).AppendAsync(EventOf(LogEvent.Restore, actor, backup, verification), cancellationToken).ConfigureAwait(false);
        return verification;
    }

    private void Replace(string backup, string store, CancellationToken cancellationToken)
    {
        StoreFiles.EnsureDirectory(store);
        string database = StoreFiles.DatabaseIn(store), restored = database + ".restored";
        File.Delete(restored);
        StoreCopy.CopyDatabase(StoreFiles.DatabaseIn(backup), restored, progress: null, cancellationToken);
        StoreCopy.CopyArtifacts(backup, store, cancellationToken);

        using SafeFileHandle turn = new WriterLock(store).Acquire(PatienceMilliseconds);
        string aside = database + ".replaced-" + time.GetUtcNow().ToString("yyyyMMddTHHmmssfffZ", CultureInfo.InvariantCulture);
        foreach (string part in (ReadOnlySpan<string>)["-wal", "-shm", ""]) // the database last: a log without its database is never taken for that of another
        {
            if (File.Exists(database + part))
                File.Move(database + part, aside + part);
        }

        File.Move(restored, database);
    }

    private static void RequireStore(string directory)
    {
        if (!File.Exists(StoreFiles.DatabaseIn(directory)))
            throw new StoreException($"There is no store in '{directory}': '{StoreFiles.DatabaseIn(directory)}' does not exist. Check the directory. Nothing was copied.");
    }

    private static void RefuseIfInUse(string store, bool replace)
    {
        if (!File.Exists(StoreFiles.DatabaseIn(store)))
            return;
        if (!replace)
            throw new StoreException($"'{store}' holds a store. Say that it may be replaced ('--replace'): it is then set aside under another name, not deleted. Nothing was changed.");
        foreach (ProcessRecording process in RecordingDirectory.Inspect(store))
        {
            if (process.IsAlive)
                throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"Process {process.ProcessId} records into '{store}'. End it first. Nothing was changed."));
        }
    }

    private LogEvent EventOf(string kind, string actor, string other, ChainVerification verification) => new()
    {
        Kind = kind,
        Time = time.GetUtcNow(),
        Actor = actor,
        Count = verification.Records,
        Details = EventDetails.Of(("file", other), ("valid", verification.IsValid ? "true" : "false")),
    };
}
