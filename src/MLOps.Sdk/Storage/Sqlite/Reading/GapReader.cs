using System.Text.Json;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>What is not in the log, by the chained events that say so: losses, and what was removed since.</summary>
internal static class GapReader
{
    public static List<RecordGap> Read(SqliteDatabase database)
    {
        using SqliteRows rows = database.Query($"""
            SELECT kind, time, count, details, ifnull(key, ''), (SELECT min(time) FROM events) FROM events
            WHERE kind IN ('{LogEvent.Gap}', '{LogEvent.Retention}', '{LogEvent.Erasure}') ORDER BY position
            """, "read the gaps");
        var gaps = new List<RecordGap>();
        (string Kind, string Time, string Key) previous = default;
        while (rows.Step())
        {
            (string Kind, string Time, string Key) run = (rows.Text(0), rows.Text(1), rows.Text(4));
            RecordGap gap = GapOf(rows, run.Kind, run.Time);
            if (run.Kind != LogEvent.Gap && run == previous) // one removal is many slices
                gaps[^1] = Together(gaps[^1], gap);
            else
                gaps.Add(gap);
            previous = run;
        }

        return gaps;
    }

    private static RecordGap GapOf(SqliteRows row, string kind, string time)
    {
        using JsonDocument details = JsonDocument.Parse(row.Text(3));
        return new RecordGap(
            IsoTime.Parse(TextOf(details, "from") ?? row.Text(5)), IsoTime.Parse(TextOf(details, "to") ?? time),
            row.Kind(2) == ValueKind.Null ? null : row.Int64(2), kind == LogEvent.Gap ? TextOf(details, "reason") ?? kind : kind);
    }

    private static RecordGap Together(RecordGap a, RecordGap b) =>
        new(a.From < b.From ? a.From : b.From, a.To > b.To ? a.To : b.To, a.Count + b.Count, a.Reason);

    private static string? TextOf(JsonDocument details, string name) => details.RootElement.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
}
