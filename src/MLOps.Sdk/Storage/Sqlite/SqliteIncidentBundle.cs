using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Copies;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Reading;
using MLOps.Sdk.Storage.Sqlite.Schema;

namespace MLOps.Sdk.Storage.Sqlite;

/// <summary>Which predictions a bundle holds.</summary>
/// <param name="Model">Of this model, or null for all.</param>
/// <param name="From">Started at or after this moment, or null.</param>
/// <param name="To">Started before this moment, or null.</param>
/// <param name="Subject">About this subject, or null for all.</param>
public sealed record BundleRequest(string? Model = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? Subject = null);

/// <summary>
/// What a bundle holds and whether it is true: its records against their commitments, these against the whole chain, and
/// the chain against checkpoints.
/// </summary>
/// <param name="Records">Records in the bundle that verify.</param>
/// <param name="ChainRecords">Records of the chain that it comes from.</param>
/// <param name="FirstDifference">The first place where bundle and chain, or chain and checkpoint, differ; null when there is none.</param>
public sealed record BundleVerification(long Records, long ChainRecords, ChainDifference? FirstDifference)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsValid => FirstDifference is null;
}

/// <summary>
/// An extract of a store for an incident or a person: a directory with a store of its own, read by the same tools, with
/// what is needed to prove without the store that its records are those that were chained. That no record was left out it
/// does not prove. Safe on any thread.
/// </summary>
/// <param name="time">The clock of the event.</param>
public sealed class SqliteIncidentBundle(TimeProvider time)
{
    private const int BusyTimeoutMilliseconds = 2_000;

    /// <summary>Makes a bundle; it becomes an event of the store's log.</summary>
    /// <param name="store">The directory of the store.</param>
    /// <param name="bundle">The directory of the bundle, without a store in it.</param>
    /// <param name="request">What it holds.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Gives up before the bundle is there.</param>
    /// <returns>What verifying it found.</returns>
    /// <exception cref="StoreException">There is no store, the directory holds one, or it cannot be written.</exception>
    public async ValueTask<BundleVerification> CreateAsync(
        string store, string bundle, BundleRequest request, string actor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        (store, bundle) = (Path.GetFullPath(store), Path.GetFullPath(bundle));
        long predictions = await Task.Run(() => Create(store, bundle, request), cancellationToken).ConfigureAwait(false);
        BundleVerification verification = await VerifyAsync(bundle, [], cancellationToken).ConfigureAwait(false);
        await new SqliteEventLog(store).AppendAsync(new LogEvent
        {
            Kind = LogEvent.Bundle,
            Time = time.GetUtcNow(),
            Actor = actor,
            Count = predictions,
            Details = EventDetails.Of(("file", bundle), ("model", request.Model), ("from", Text(request.From)), ("to", Text(request.To)), ("subject", request.Subject is null ? null : "true")),
        }, cancellationToken).ConfigureAwait(false);
        return verification;
    }

    /// <summary>Verifies a bundle, without the store that it comes from.</summary>
    /// <param name="bundle">The directory of the bundle.</param>
    /// <param name="checkpoints">Checkpoints of the store, kept outside; without one, whoever made the bundle could have made the chain as well.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">There is no bundle, or it cannot be read.</exception>
    public static async ValueTask<BundleVerification> VerifyAsync(string bundle, IReadOnlyList<ChainCheckpoint> checkpoints, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        return await Task.Run(() =>
        {
            using SqliteDatabase database = SqliteAuditTrail.Open(StoreFiles.DatabaseIn(Path.GetFullPath(bundle)));
            database.Execute("BEGIN", "verify the bundle");
            using var verifier = new ChainVerifier(database, checkpoints, isExtract: true);
            ChainDifference? difference = verifier.Run(progress: null, cancellationToken);
            return new BundleVerification(verifier.Records - verifier.Removed, verifier.Records, difference);
        }, cancellationToken).ConfigureAwait(false);
    }

    private static long Create(string store, string bundle, BundleRequest request)
    {
        string source = StoreFiles.DatabaseIn(store);
        if (!File.Exists(source))
            throw new StoreException($"There is no store in '{store}': '{source}' does not exist. Check the directory.");
        if (File.Exists(StoreFiles.DatabaseIn(bundle)))
            throw new StoreException($"'{bundle}' holds a store already. Choose an empty directory. Nothing was written.");

        StoreFiles.EnsureDirectory(bundle);
        using SqliteDatabase database = SqliteSchema.OpenForWriting(bundle, BusyTimeoutMilliseconds, NativeSqlite.Shared);
        using (SqliteRows attach = database.Query("ATTACH ?1 AS source", "open the store").With(new Uri(source).AbsoluteUri + "?mode=ro"))
            attach.Step();
        database.Execute("BEGIN", "fill the bundle");
        using (SqliteRows pick = database.Query(BundleTables.Pick(request.Subject is not null), "fill the bundle"))
            pick.With(request.Model, Text(request.From), Text(request.To), request.Subject).Step();
        database.Execute(BundleTables.Rest, "fill the bundle");
        long predictions = database.ReadNumber("SELECT count(*) FROM predictions", "count the bundle");
        database.Execute("COMMIT; DETACH source; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE", "finish the bundle"); // one file
        return predictions;
    }

    private static string? Text(DateTimeOffset? moment) => moment is { } known ? IsoText.AtOrAfter(known) : null;
}
