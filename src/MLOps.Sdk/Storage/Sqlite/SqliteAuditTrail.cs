using System.Text.Json;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;
using MLOps.Sdk.Storage.Sqlite.Schema;

namespace MLOps.Sdk.Storage.Sqlite;

/// <summary>The chain of a SQLite store, read on a connection that cannot write, in one snapshot, while apps record.</summary>
public sealed class SqliteAuditTrail : IAuditTrail
{
    private const int PatienceMilliseconds = 2_000;

    private readonly string _path;
    private readonly TimeProvider _time;

    /// <summary>The chain of the store in a directory; nothing is touched before it is read.</summary>
    /// <param name="directory">The directory that holds the store.</param>
    /// <param name="time">The clock of checkpoints.</param>
    public SqliteAuditTrail(string directory, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(time);
        _path = StoreFiles.DatabaseIn(Path.GetFullPath(directory));
        _time = time;
    }

    /// <inheritdoc/>
    public async ValueTask<ChainCheckpoint> CheckpointAsync(CancellationToken cancellationToken = default) =>
        await Task.Run(Checkpoint, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<ChainVerification> VerifyAsync(
        IReadOnlyList<ChainCheckpoint> checkpoints, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        return await Task.Run(() => Verify(checkpoints, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ChainPlace?> FindAsync(PredictionId id, CancellationToken cancellationToken = default) =>
        await Task.Run(() =>
        {
            using SqliteDatabase database = Open();
            return PlaceLookup.Find(database, id);
        }, cancellationToken).ConfigureAwait(false);

    private ChainCheckpoint Checkpoint()
    {
        using SqliteDatabase database = Open();
        using SqliteRows head = database.Query(ChainHead.Select, "read the chain's head");
        if (!head.Step())
            throw new StoreException($"The chain of '{_path}' has no head: somebody removed the row of chain_head. 'modelops verify' says what else differs.");
        return new ChainCheckpoint(
            Convert.ToHexStringLower(head.Bytes(3)), head.Int64(0), head.Int64(1), Convert.ToHexStringLower(head.Bytes(2)), _time.GetUtcNow());
    }

    private ChainVerification Verify(IReadOnlyList<ChainCheckpoint> checkpoints, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using SqliteDatabase database = Open();
        // A scan needs each page once: room for a few stays in the processor's cache, room for many does not.
        database.Execute("PRAGMA cache_size = -256; BEGIN", "verify the chain");
        using var verifier = new ChainVerifier(database, checkpoints);
        ChainDifference? difference = verifier.Run(progress, cancellationToken);
        return new ChainVerification(verifier.Records, verifier.Segments, verifier.Removed, difference, ReadGaps(database));
    }

    private static List<RecordGap> ReadGaps(SqliteDatabase database)
    {
        using SqliteRows rows = database.Query("SELECT details, count FROM events WHERE kind = 'gap' ORDER BY position", "read the gaps");
        var gaps = new List<RecordGap>();
        while (rows.Step())
        {
            using JsonDocument details = JsonDocument.Parse(rows.Text(0));
            gaps.Add(new RecordGap(
                IsoTime.Parse(details.RootElement.GetProperty("from").GetString()!), IsoTime.Parse(details.RootElement.GetProperty("to").GetString()!),
                rows.Int64(1), details.RootElement.GetProperty("reason").GetString()!));
        }

        return gaps;
    }

    private SqliteDatabase Open() => Open(_path);

    /// <summary>Opens a store of a schema that this build knows, for reading.</summary>
    internal static SqliteDatabase Open(string path)
    {
        if (!File.Exists(path))
            throw new StoreException($"There is no store in '{Path.GetDirectoryName(path)}': '{path}' does not exist. Check the directory; the file appears when an app first records there.");

        SqliteDatabase database = SqliteDatabase.OpenForReading(path, PatienceMilliseconds, NativeSqlite.Shared);
        try
        {
            if (database.ReadNumber("PRAGMA application_id", "open the store") != SqliteSchema.ApplicationId)
                throw SqliteSchema.NotOurs(path);
            SqliteSchema.RefuseNewer(path, database.ReadNumber("PRAGMA user_version", "open the store"), SqliteSchema.Version);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
