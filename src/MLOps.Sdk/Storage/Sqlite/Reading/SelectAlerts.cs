using Microsoft.Data.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Reads alerts.</summary>
internal static class SelectAlerts
{
    public static List<Alert> Run(SqliteConnection connection, AlertQuery query)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT time, model, version, monitor, signal, kind, severity, row, false_alarm_rate, message, evidence, owner, playbook FROM alerts
            WHERE ($model IS NULL OR model = $model) AND ($version IS NULL OR version = $version)
              AND ($signal IS NULL OR signal = $signal) AND ($from IS NULL OR time >= $from)
            ORDER BY time DESC, sequence DESC LIMIT $limit
            """;
        command.Parameters.AddWithValue("$model", (object?)query.Model ?? DBNull.Value);
        command.Parameters.AddWithValue("$version", (object?)query.Version ?? DBNull.Value);
        command.Parameters.AddWithValue("$signal", (object?)query.Signal ?? DBNull.Value);
        command.Parameters.AddWithValue("$from", query.From is { } from ? IsoTime.Format(from) : DBNull.Value);
        command.Parameters.AddWithValue("$limit", query.Limit);
        var alerts = new List<Alert>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            alerts.Add(new Alert
            {
                Time = IsoTime.Parse(row.GetString(0)),
                Model = row.GetString(1),
                Version = row.GetString(2),
                Monitor = row.GetString(3),
                Signal = row.GetString(4),
                Kind = row.GetString(5),
                Severity = SeverityNames.Parse(row.GetString(6)),
                Row = row.GetInt64(7),
                FalseAlarmRate = row.IsDBNull(8) ? null : row.GetDouble(8),
                Message = row.GetString(9),
                Evidence = row.GetString(10),
                Owner = row.IsDBNull(11) ? null : row.GetString(11),
                Playbook = row.IsDBNull(12) ? null : row.GetString(12),
            });
        }

        return alerts;
    }
}
