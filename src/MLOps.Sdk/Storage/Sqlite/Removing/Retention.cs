using System.Diagnostics;
using System.Globalization;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>Removes what is older than its retention, oldest first, in slices short enough that nobody waits long for a turn.</summary>
internal static class Retention
{
    private const int FirstSlice = 100;
    private const int LargestSlice = 2_000;
    private static readonly TimeSpan Aim = TimeSpan.FromMilliseconds(8);

    public static RetentionReport Run(string directory, RetentionPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var writer = new ChainedWriter(directory);
        string before = IsoTime.Format(now - policy.Keep);
        LogEvent happened = new()
        {
            Kind = LogEvent.Retention,
            Time = now,
            Actor = policy.Actor,
            Key = policy.Model,
            Details = EventDetails.Of(
                ("before", before), ("keepDays", policy.Keep.TotalDays.ToString(CultureInfo.InvariantCulture)),
                ("floorDays", policy.Floor.TotalDays.ToString(CultureInfo.InvariantCulture)), ("reason", policy.Reason), ("legalBasis", policy.LegalBasis)),
        };

        long removed = 0;
        int slices = 0, rows = FirstSlice;
        TimeSpan longest = TimeSpan.Zero;
        using SqliteRows due = writer.Database.Query($"""
            SELECT position FROM predictions p INDEXED BY predictions_by_time
            WHERE time < ?1 AND (?2 IS NULL OR model = ?2) AND NOT {Holds.IsHeld} ORDER BY time LIMIT ?3
            """, "look for what is due");
        using var slice = new RemovalSlice(writer);
        while (Next(due, before, policy.Model, rows) is { Count: > 0 } positions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            removed += slice.Remove(positions, happened, rememberIds: false).Predictions;
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            longest = took > longest ? took : longest;
            rows = took > Aim ? Math.Max(rows / 2, 1) : Math.Min(rows + (rows / 4) + 1, LargestSlice);
            slices++;
        }

        return new RetentionReport(removed, CountHeld(writer.Database, before, policy.Model), slices, longest);
    }

    private static List<long> Next(SqliteRows due, string before, string? model, int rows)
    {
        var positions = new List<long>(rows);
        due.With(before, model, (long)rows);
        while (due.Step())
            positions.Add(due.Int64(0));
        due.Reset();
        return positions;
    }

    private static long CountHeld(SqliteDatabase database, string before, string? model)
    {
        using SqliteRows held = database.Query($"""
            SELECT count(*) FROM predictions p INDEXED BY predictions_by_time WHERE time < ?1 AND (?2 IS NULL OR model = ?2) AND {Holds.IsHeld}
            """, "count what is held").With(before, model);
        held.Step();
        return held.Int64(0);
    }
}
