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
            "SELECT prediction_id, time, action, rule FROM actions WHERE prediction_id IN (SELECT value FROM json_each($ids)) ORDER BY time, id",
            row => new LoggedAction(row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), IsoTime.Parse(row.GetString(1))));
        Dictionary<PredictionId, List<LoggedOutcome>> outcomes = ReadAll(connection, ids,
            "SELECT prediction_id, time, label, value FROM outcomes WHERE prediction_id IN (SELECT value FROM json_each($ids)) ORDER BY time, id",
            row => new LoggedOutcome(row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetDouble(3), IsoTime.Parse(row.GetString(1))));

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

    private static Dictionary<PredictionId, List<T>> ReadAll<T>(SqliteConnection connection, JsonArray ids, string sql, Func<SqliteDataReader, T> read)
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
            list.Add(read(row));
        }

        return found;
    }
}
