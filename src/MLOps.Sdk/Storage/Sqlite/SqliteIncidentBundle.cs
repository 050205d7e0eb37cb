using System.Text.Json.Nodes;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Privacy;
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
/// What a bundle holds and whether it is true: its records against their commitments, these against the whole chain, the
/// chain against checkpoints, and what is there against what was to be there when the bundle was made.
/// </summary>
/// <param name="Records">Records in the bundle that verify.</param>
/// <param name="ChainRecords">Records of the chain that it comes from.</param>
/// <param name="FirstDifference">The first place where bundle and chain, or chain and checkpoint, differ; null when there is none.</param>
public sealed record BundleVerification(long Records, long ChainRecords, ChainDifference? FirstDifference)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsValid => FirstDifference is null;

    /// <summary>What of the window of time is here; null when none was asked for, or the bundle is not valid.</summary>
    public BundleWindow? Window { get; init; }

    /// <summary>
    /// Whether every prediction of the window is here: false when something that was to be here is not; null when that is
    /// not known, because no window was asked for, or because its other predictions are here by their commitments alone.
    /// </summary>
    public bool? IsComplete => !IsValid ? false : Window is { Withheld: 0 } ? true : null;
}

/// <summary>The stretch of the chain from the first to the last prediction of a bundle's window of time.</summary>
/// <param name="First">Its first position.</param>
/// <param name="Last">Its last position.</param>
/// <param name="Included">Predictions of it in the bundle.</param>
/// <param name="Withheld">Predictions of it of which the bundle has the commitment alone: of other models or subjects, or of another time and stored in between.</param>
/// <param name="Removed">Records of it that were lawfully removed before.</param>
public sealed record BundleWindow(long First, long Last, long Included, long Withheld, long Removed);

/// <summary>
/// An extract of a store for an incident or a person: a directory with a store of its own, read by the same tools, with
/// what is needed to prove without the store that its records are those that were chained, that none was taken out since, and
/// how many predictions of the window of time it does not show. Safe on any thread.
/// </summary>
/// <param name="time">The clock of the event.</param>
/// <param name="subjects">What models record subjects as, so that a bundle by plain subject holds them; null: as they are.</param>
public sealed class SqliteIncidentBundle(TimeProvider time, SubjectPseudonyms? subjects = null)
{
    private readonly SubjectPseudonyms _subjects = subjects ?? SubjectPseudonyms.None;

    private const int BusyTimeoutMilliseconds = 2_000;

    // Shares of the time, as far as they can be said beforehand.
    private const double Picked = 0.3, Filled = 0.6;

    /// <summary>Makes a bundle. First it becomes an event of the store's log, which says what it is to hold.</summary>
    /// <param name="store">The directory of the store.</param>
    /// <param name="bundle">The directory of the bundle, without a store in it.</param>
    /// <param name="request">What it holds.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="progress">Told the share that is done, 0 to 1; null tells nobody.</param>
    /// <param name="cancellationToken">Gives up before the bundle is there.</param>
    /// <returns>What verifying it found.</returns>
    /// <exception cref="StoreException">There is no store, the directory holds one, or it cannot be written.</exception>
    public async ValueTask<BundleVerification> CreateAsync(
        string store, string bundle, BundleRequest request, string actor, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        (store, bundle) = (Path.GetFullPath(store), Path.GetFullPath(bundle));
        await Task.Run(() => Create(store, bundle, request, actor, progress), cancellationToken).ConfigureAwait(false);
        progress?.Report(Filled);
        BundleVerification verification = await VerifyAsync(bundle, [], progress is null ? null : new Rest(progress, Filled), cancellationToken).ConfigureAwait(false);
        progress?.Report(1);
        return verification;
    }

    /// <summary>Verifies a bundle, without the store that it comes from.</summary>
    /// <param name="bundle">The directory of the bundle.</param>
    /// <param name="checkpoints">Checkpoints of the store, kept outside; without one, whoever made the bundle could have made the chain as well.</param>
    /// <param name="progress">Told the share that is done, 0 to 1; null tells nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">There is no bundle, or it cannot be read.</exception>
    public static async ValueTask<BundleVerification> VerifyAsync(
        string bundle, IReadOnlyList<ChainCheckpoint> checkpoints, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        return await Task.Run(() =>
        {
            using SqliteDatabase database = SqliteAuditTrail.Open(StoreFiles.DatabaseIn(Path.GetFullPath(bundle)));
            database.Execute("BEGIN", "verify the bundle");
            using var verifier = new ChainVerifier(database, checkpoints, isExtract: true);
            var completeness = new BundleCompleteness(database);
            ChainDifference? difference = verifier.Run(progress, cancellationToken) ?? completeness.Run();
            return new BundleVerification(verifier.Records - verifier.Removed, verifier.Records, difference) { Window = completeness.Window };
        }, cancellationToken).ConfigureAwait(false);
    }

    private void Create(string store, string bundle, BundleRequest request, string actor, IProgress<double>? progress)
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
        (BundleManifest manifest, long predictions) = Pick(database, request);
        progress?.Report(Picked);
        long position = Announce(store, bundle, request, actor, manifest, predictions);

        // What was removed since is missing here and among the removals, both of one moment.
        database.Execute("BEGIN", "fill the bundle");
        database.Execute(BundleTables.Rest(manifest.First, manifest.Last), "fill the bundle");
        manifest.Save(database, position);
        database.Execute("COMMIT; DETACH source; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE", "finish the bundle"); // one file
    }

    private (BundleManifest Manifest, long Predictions) Pick(SqliteDatabase database, BundleRequest request)
    {
        (string? from, string? to) = (Text(request.From), Text(request.To));
        string? forms = request.Subject is { Length: > 0 } subject ? JsonArrayOf(_subjects.FormsOf(subject)) : request.Subject;
        database.Execute(BundleTables.Picked, "choose the bundle's records");
        database.Execute("BEGIN", "choose the bundle's records");
        using (SqliteRows pick = database.Query(BundleTables.Pick(forms is not null), "choose the bundle's records"))
            pick.With(request.Model, from, to, forms).Step();
        long predictions = database.ReadNumber("SELECT count(*) FROM picked", "count the bundle");
        database.Execute(BundleTables.PickAnnotations, "choose the bundle's records");
        (long First, long Last) window = (0, 0);
        if (from is not null || to is not null)
        {
            using SqliteRows range = database.Query(BundleTables.Window, "choose the bundle's records").With(from, to);
            if (range.Step() && range.Kind(0) == ValueKind.Integer)
                window = (range.Int64(0), range.Int64(1));
        }

        var manifest = BundleManifest.OfPicked(database, window);
        database.Execute("COMMIT", "choose the bundle's records");
        return (manifest, predictions);
    }

    /// <summary>Says in the store's log what is taken out, before it is taken out.</summary>
    private long Announce(string store, string bundle, BundleRequest request, string actor, BundleManifest manifest, long predictions)
    {
        long position = 0;
        using var writer = new ChainedWriter(store);
        writer.InTransaction(() => position = writer.Events.Insert(new LogEvent
        {
            Kind = LogEvent.Bundle,
            Time = time.GetUtcNow(),
            Actor = actor,
            Count = predictions,
            Details = EventDetails.Of(
                ("file", bundle), ("model", request.Model), ("from", Text(request.From)), ("to", Text(request.To)), ("subject", request.Subject is null ? null : "true"),
                (BundleManifest.DigestKey, manifest.Digest)),
        }));
        return position;
    }

    private static string JsonArrayOf(IReadOnlyList<string> texts)
    {
        var array = new JsonArray();
        foreach (string text in texts)
            array.Add((JsonNode)text);
        return array.ToJsonString();
    }

    private static string? Text(DateTimeOffset? moment) => moment is { } known ? IsoText.AtOrAfter(known) : null;

    /// <summary>What is left of the progress after a share that is done.</summary>
    private sealed class Rest(IProgress<double> whole, double done) : IProgress<double>
    {
        public void Report(double value) => whole.Report(done + ((1 - done) * value));
    }
}
