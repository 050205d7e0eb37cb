using System.Text.Json;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Storage.Sqlite.Engine;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>The times between the starts and ends of processes in which none recorded.</summary>
/// <remarks>A process whose end nobody told, one with its channel in plain memory that was killed, counts as recording still.</remarks>
internal static class PauseReader
{
    public static List<RecordingPause> Read(SqliteDatabase database)
    {
        List<(string From, string? To, bool IsCrash)> runs = ReadRuns(database);
        var pauses = new List<RecordingPause>();
        (string? end, bool isCrash) = ("", false); // null: somebody records still
        foreach ((string from, string? to, bool crashed) in runs.OrderBy(static run => run.From, StringComparer.Ordinal))
        {
            if (end is { Length: > 0 } && string.CompareOrdinal(end, from) < 0)
                pauses.Add(new RecordingPause(IsoTime.Parse(end), IsoTime.Parse(from), isCrash));
            if (end is not null && (to is null || string.CompareOrdinal(to, end) > 0))
                (end, isCrash) = (to, crashed);
        }

        return pauses;
    }

    /// <summary>When each process began and ended, as texts of which the later one is greater.</summary>
    private static List<(string From, string? To, bool IsCrash)> ReadRuns(SqliteDatabase database)
    {
        using SqliteRows rows = database.Query($"""
            SELECT began.time, ended.time, ended.details FROM events began
            LEFT JOIN events ended ON ended.position = (SELECT min(position) FROM events WHERE kind = '{LogEvent.Stop}' AND key = began.key)
            WHERE began.kind = '{LogEvent.Start}'
            """, "read who recorded when");
        var runs = new List<(string, string?, bool)>();
        while (rows.Step())
        {
            if (rows.Kind(1) == ValueKind.Null)
            {
                runs.Add((rows.Text(0), null, false));
                continue;
            }

            using JsonDocument details = JsonDocument.Parse(rows.Text(2));
            bool isCrash = details.RootElement.TryGetProperty(LogEvent.LastHeard, out JsonElement heard);
            runs.Add((rows.Text(0), isCrash ? heard.GetString() : rows.Text(1), isCrash));
        }

        return runs;
    }
}
