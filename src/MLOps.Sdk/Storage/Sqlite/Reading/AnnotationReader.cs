using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Adds actions and outcomes to the predictions of a page: two statements, whatever its size.</summary>
internal static class AnnotationReader
{
    public static List<LoggedPrediction> Attach(SqliteConnection connection, List<LoggedPrediction> predictions)
    {
        var ids = new JsonArray();
        foreach (LoggedPrediction prediction in predictions)
            ids.Add((JsonNode)prediction.Id.ToString());

        Dictionary<PredictionId, List<LoggedAction>> actions = ReadAll(connection, ids,
            "SELECT prediction_id, time, action, rule, threshold, reviewer, overrides, position FROM actions WHERE prediction_id IN (SELECT value FROM json_each($ids)) ORDER BY time, position",
            static (row, _) => new LoggedAction(row.GetString(2), Text(row, 3), IsoTime.Parse(row.GetString(1)))
            {
                Threshold = Number(row, 4),
                Reviewer = Text(row, 5),
                Overrides = Text(row, 6),
                Position = row.GetInt64(7),
            });
        Dictionary<PredictionId, List<LoggedOutcome>> outcomes = ReadAll(connection, ids,
            "SELECT prediction_id, time, label, value, event_time, reviewer, position FROM outcomes WHERE prediction_id IN (SELECT value FROM json_each($ids)) ORDER BY time, position",
            static (row, before) => new LoggedOutcome(Text(row, 2), Number(row, 3), IsoTime.Parse(row.GetString(1)))
            {
                EventTime = Text(row, 4) is { } happened ? IsoTime.Parse(happened) : null,
                Reviewer = Text(row, 5),
                Position = row.GetInt64(6),
                Revision = before + 1,
            });

        for (int i = 0; i < predictions.Count; i++)
        {
            LoggedPrediction prediction = predictions[i];
            bool hasActions = actions.TryGetValue(prediction.Id, out List<LoggedAction>? done);
            bool hasOutcomes = outcomes.TryGetValue(prediction.Id, out List<LoggedOutcome>? truth);
            if (hasActions || hasOutcomes)
                predictions[i] = prediction with { Actions = done ?? [], Outcomes = truth ?? [] };
        }

        return predictions;
    }

    private static Dictionary<PredictionId, List<T>> ReadAll<T>(SqliteConnection connection, JsonArray ids, string sql, Func<SqliteDataReader, int, T> read)
    {
        var found = new Dictionary<PredictionId, List<T>>();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$ids", ids.ToJsonString());
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            PredictionId id = PredictionId.Parse(row.GetString(0));
            if (!found.TryGetValue(id, out List<T>? list))
                found.Add(id, list = []);
            list.Add(read(row, list.Count));
        }

        return found;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static double? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
