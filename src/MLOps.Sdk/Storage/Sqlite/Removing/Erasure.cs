using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>
/// Erases what is about one subject: rows in slices, then the write-ahead log, then whatever copies of their texts a
/// B-tree left in the unused parts of its pages.
/// </summary>
internal static class Erasure
{
    private const int SliceRows = 200;
    private const double RowsShare = 0.3; // of the time, as far as it can be said: the file is searched as a whole, twice

    /// <param name="directory">The directory of the store.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="forms">Everything that the subject may be recorded as.</param>
    /// <param name="keys">Reads quarantined records that are encrypted.</param>
    /// <param name="now">The time of the event.</param>
    /// <param name="progress">Told the share that is done, or null.</param>
    /// <param name="cancellationToken">Gives up between slices.</param>
    public static ErasureReport Run(
        string directory, ErasureRequest request, IReadOnlyList<string> forms, IPayloadKeyProvider? keys, DateTimeOffset now, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using var writer = new ChainedWriter(directory);
        foreach (string form in forms)
            Holds.RefuseErasure(writer.Database, form);
        var id = Guid.CreateVersion7(now);
        var whole = new ErasureReport(id, 0, 0, 0, []);
        for (int i = 0; i < forms.Count; i++)
        {
            int before = i;
            ErasureReport part = Run(writer, request, forms[i], keys, id, now, share => progress?.Report((before + share) / forms.Count), cancellationToken);
            whole = new ErasureReport(id, whole.Predictions + part.Predictions, whole.Annotations + part.Annotations, whole.LeftOver + part.LeftOver, [.. whole.Exports.Union(part.Exports)]);
        }

        return whole;
    }

    private static ErasureReport Run(
        ChainedWriter writer, ErasureRequest request, string subject, IPayloadKeyProvider? keys, Guid id, DateTimeOffset now, Action<double> done, CancellationToken cancellationToken)
    {
        List<(long Position, string Id, string Time)> found = Find(writer.Database, subject);
        LogEvent happened = new()
        {
            Kind = LogEvent.Erasure,
            Time = now,
            Actor = request.Actor,
            Key = id.ToString(),
            Details = EventDetails.Of(("reason", request.Reason)),
        };

        long predictions = 0, annotations = 0;
        using (var slice = new RemovalSlice(writer))
        {
            foreach ((long Position, string Id, string Time)[] rows in found.Chunk(SliceRows))
            {
                cancellationToken.ThrowIfCancellationRequested();
                (long removed, long said) = slice.Remove([.. rows.Select(static row => row.Position)], happened, rememberIds: true);
                predictions += removed;
                annotations += said;
                done(RowsShare * predictions / found.Count);
            }
        }

        writer.InTransaction(() => found.AddRange(QuarantineErasure.Run(writer.Database, subject, found, keys)));
        done(RowsShare);
        long leftOver = found.Count == 0 ? 0 : Scrub(writer, new Remains(subject, found), done);
        done(1);
        return new ErasureReport(id, predictions, annotations, leftOver, found.Count == 0 ? [] : Exports(writer.Database, found.Min(static row => row.Time)!));
    }

    /// <summary>Empties the write-ahead log, and clears or rebuilds what still holds copies, as little as helps.</summary>
    private static long Scrub(ChainedWriter writer, Remains remains, Action<double> done)
    {
        ReadOnlySpan<string> remedies = ["REINDEX predictions_by_subject", "REINDEX predictions; REINDEX actions; REINDEX outcomes", "VACUUM"];
        DatabaseFile? file = writer.Database.OpenFile();
        writer.InTurn(() => writer.Database.Execute("PRAGMA incremental_vacuum", "give back what is unused"));
        EmptyLog(writer);
        done(RowsShare + ((1 - RowsShare) / 4));
        if (file is not null && remains.FindIn(file) is { Count: > 0 } places)
            writer.InTurn(() => UnusedParts.Clear(writer.Database, file, places));
        done(RowsShare + ((1 - RowsShare) / 2));
        long left = Count(writer, file, remains);
        foreach (string remedy in remedies)
        {
            if (left == 0)
                return 0;
            writer.InTurn(() => writer.Database.Execute(remedy, "rebuild what holds erased texts"));
            EmptyLog(writer);
            left = Count(writer, file, remains);
        }

        return left;
    }

    private static void EmptyLog(ChainedWriter writer) =>
        writer.InTurn(() => writer.Database.Execute("PRAGMA wal_checkpoint(TRUNCATE)", "empty the write-ahead log"));

    private static long Count(ChainedWriter writer, DatabaseFile? file, Remains remains) =>
        (file is null ? remains.CountIn(writer.Database.Path) : remains.FindIn(file).Count) + remains.CountIn(writer.Database.Path + "-wal");

    private static List<(long Position, string Id, string Time)> Find(SqliteDatabase database, string subject)
    {
        using SqliteRows rows = database.Query("SELECT position, id, time FROM predictions WHERE subject = ?1 ORDER BY position", "look for a subject").With(subject);
        var found = new List<(long, string, string)>();
        while (rows.Step())
            found.Add((rows.Int64(0), rows.Text(1), rows.Text(2)));
        return found;
    }

    private static List<string> Exports(SqliteDatabase database, string since)
    {
        using SqliteRows rows = database.Query(
            "SELECT DISTINCT json_extract(details, '$.file') FROM events WHERE kind IN ('export', 'backup', 'bundle') AND time >= ?1 AND json_extract(details, '$.file') IS NOT NULL", "look for exports").With(since);
        var files = new List<string>();
        while (rows.Step())
            files.Add(rows.Text(0));
        return files;
    }
}
