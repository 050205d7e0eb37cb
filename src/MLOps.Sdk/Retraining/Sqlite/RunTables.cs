using System.Globalization;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Retraining.Sqlite;

/// <summary>The statements on the tables of retraining.</summary>
internal static class RunTables
{
    private const string Columns = "id, model, trigger, reason, actor, state, started_at, ended_at, version, message";

    public static void Write(SqliteConnection connection, RetrainingRun run)
    {
        Execute(connection, $"INSERT OR REPLACE INTO retraining_runs ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            run.Id, run.Model, Word(run.Trigger), run.Reason, run.Actor, Word(run.State), IsoTime.Format(run.StartedAt), Time(run.EndedAt), run.Version, run.Message);
        Execute(connection, "DELETE FROM retraining_steps WHERE run = $1", run.Id);
        foreach (RetrainingStepRecord step in run.Steps)
        {
            Execute(connection, """
                INSERT INTO retraining_steps (run, step, number, state, attempts, started_at, ended_at, message, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                run.Id, Word(step.Step), (long)step.Step, Word(step.State), (long)step.Attempts, IsoTime.Format(step.StartedAt), Time(step.EndedAt), step.Message, step.Data);
        }
    }

    /// <summary>Adds an alert, unless it is there.</summary>
    public static void Write(SqliteConnection connection, Alert alert) => Execute(connection, """
        INSERT INTO alerts (time, model, version, monitor, signal, kind, severity, message, evidence, owner, playbook, row, false_alarm_rate)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING
        """,
        IsoTime.Format(alert.Time), alert.Model, alert.Version, alert.Monitor, alert.Signal, alert.Kind, SeverityNames.All[(int)alert.Severity],
        alert.Message, alert.Evidence, alert.Owner, alert.Playbook, alert.Row, alert.FalseAlarmRate);

    public static RetrainingRun? Find(SqliteConnection connection, string id)
    {
        using SqliteCommand command = Command(connection, $"SELECT {Columns} FROM retraining_runs WHERE id = $1", id);
        return Read(connection, command) is [var found] ? found : null;
    }

    public static List<RetrainingRun> List(SqliteConnection connection, string? model, int limit)
    {
        using SqliteCommand command = Command(connection,
            $"SELECT {Columns} FROM retraining_runs WHERE $1 IS NULL OR model = $1 ORDER BY started_at DESC, id DESC LIMIT $2", model, (long)limit);
        return Read(connection, command);
    }

    public static long CountOutcomes(SqliteConnection connection, string model, DateTimeOffset after)
    {
        using SqliteCommand command = Command(connection, """
            SELECT count(DISTINCT o.prediction_id) FROM outcomes o JOIN predictions p ON p.id = o.prediction_id WHERE p.model = $1 AND o.time > $2
            """, model, IsoTime.Format(after));
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static List<RetrainingRun> Read(SqliteConnection connection, SqliteCommand command)
    {
        var runs = new List<RetrainingRun>();
        using (SqliteDataReader row = command.ExecuteReader())
        {
            while (row.Read())
            {
                runs.Add(new RetrainingRun(row.GetString(0), row.GetString(1), IsoTime.Parse(row.GetString(6)))
                {
                    Trigger = Parse<RetrainingTrigger>(row.GetString(2)),
                    Reason = row.GetString(3),
                    Actor = row.GetString(4),
                    State = Parse<RetrainingState>(row.GetString(5)),
                    EndedAt = Moment(row, 7),
                    Version = Text(row, 8),
                    Message = Text(row, 9),
                });
            }
        }

        for (int i = 0; i < runs.Count; i++)
            runs[i] = runs[i] with { Steps = StepsOf(connection, runs[i].Id) };
        return runs;
    }

    private static List<RetrainingStepRecord> StepsOf(SqliteConnection connection, string run)
    {
        using SqliteCommand command = Command(connection,
            "SELECT step, state, started_at, ended_at, attempts, message, data FROM retraining_steps WHERE run = $1 ORDER BY number", run);
        var steps = new List<RetrainingStepRecord>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            steps.Add(new RetrainingStepRecord(Parse<RetrainingStep>(row.GetString(0)), Parse<RetrainingStepState>(row.GetString(1)), IsoTime.Parse(row.GetString(2)))
            {
                EndedAt = Moment(row, 3),
                Attempts = row.GetInt32(4),
                Message = Text(row, 5),
                Data = row.GetString(6),
            });
        }

        return steps;
    }

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static T Parse<T>(string word) where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);

    private static string? Time(DateTimeOffset? time) => time is { } known ? IsoTime.Format(known) : null;

    private static DateTimeOffset? Moment(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : IsoTime.Parse(row.GetString(column));

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using SqliteCommand command = Command(connection, sql, values);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue(FormattableString.Invariant($"${i + 1}"), values[i] ?? DBNull.Value);
        return command;
    }
}
