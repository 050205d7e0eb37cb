using System.Globalization;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>
/// Removes what is older than its retention, and then, while the store is larger than its ceiling, what is oldest; in
/// slices short enough that nobody waits long for a turn.
/// </summary>
internal static class Retention
{
    private const int LargestSlice = 2_000;
    private const int LargestStep = 256; // pages

    public static RetentionReport Run(string directory, RetentionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var writer = new ChainedWriter(directory);
        var pace = new SlicePace(LargestSlice);
        using var rows = new DueRows(writer.Database, policy.Model);
        using var slice = new RemovalSlice(writer);
        string aged = IsoTime.Format(now - policy.Keep), free = IsoTime.Format(policy.LegalBasis is null ? now - policy.Floor : now);

        long removed = RemoveWhile(static () => true, aged);
        if (policy.MaximumBytes is { } most)
        {
            removed += RemoveWhile(() => UsedBytes(writer.Database) > most, free);
            GiveBack(writer, pace, policy.Share, cancellationToken);
        }

        return new RetentionReport(removed, rows.CountHeld(aged), pace.Slices, pace.Longest)
        {
            Overdue = policy.Ceiling is { } ceiling ? rows.CountOlder(IsoTime.Format(now - ceiling)) : 0,
            UsedBytes = UsedBytes(writer.Database),
        };

        long RemoveWhile(Func<bool> isDue, string before)
        {
            long count = 0;
            while (isDue() && rows.Next(before, pace.Size) is { Positions.Count: > 0 } due)
            {
                cancellationToken.ThrowIfCancellationRequested();
                LogEvent happened = EventOf(policy, now, before, due);
                try
                {
                    pace.Time(() => count += slice.Remove(due.Positions, happened, rememberIds: false).Predictions);
                    pace.Rest(policy.Share, cancellationToken);
                }
                catch (DiskFullException) when (pace.TryHalve())
                {
                    // A smaller one needs less of the write-ahead log.
                }
            }

            return count;
        }
    }

    private static LogEvent EventOf(RetentionPolicy policy, DateTimeOffset now, string before, DueSlice due) => new()
    {
        Kind = LogEvent.Retention,
        Time = now,
        Actor = policy.Actor,
        Key = policy.Model,
        Details = EventDetails.Of(
            ("from", due.From), ("to", due.To), ("before", before), ("keepDays", Days(policy.Keep)), ("floorDays", Days(policy.Floor)),
            ("ceilingDays", policy.Ceiling is { } ceiling ? Days(ceiling) : null), ("maximumBytes", policy.MaximumBytes?.ToString(CultureInfo.InvariantCulture)),
            ("reason", policy.Reason), ("legalBasis", policy.LegalBasis)),
    };

    private static string Days(TimeSpan span) => span.TotalDays.ToString(CultureInfo.InvariantCulture);

    private static long UsedBytes(SqliteDatabase database) =>
        (Number(database, "PRAGMA page_count") - Number(database, "PRAGMA freelist_count")) * Number(database, "PRAGMA page_size");

    private static long Number(SqliteDatabase database, string pragma) => database.ReadNumber(pragma, "measure the store");

    /// <summary>Gives pages that are free back to the disk, a few at a time.</summary>
    private static void GiveBack(ChainedWriter writer, SlicePace pace, double share, CancellationToken cancellationToken)
    {
        for (long free = Number(writer.Database, "PRAGMA freelist_count"), before = long.MaxValue; free > 0 && free < before;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int pages = Math.Min(pace.Size, LargestStep);
            pace.Time(() => writer.InTurn(() => writer.Database.Execute(
                string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({pages})"), "give back what is unused")));
            pace.Rest(share, cancellationToken);
            (before, free) = (free, Number(writer.Database, "PRAGMA freelist_count"));
        }
    }
}
