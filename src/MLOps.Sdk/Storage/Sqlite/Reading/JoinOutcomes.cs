using System.Globalization;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Reads predictions with the latest outcome of each.</summary>
internal static class JoinOutcomes
{
    private const string Latest = "(SELECT id FROM outcomes WHERE prediction_id = p.id ORDER BY time DESC, id DESC LIMIT 1)";

    public static JoinedOutcomes Run(SqliteConnection connection, OutcomeQuery query)
    {
        List<JoinedOutcome> rows = ReadRows(connection, query);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM outcomes o WHERE NOT EXISTS (SELECT 1 FROM predictions p WHERE p.id = o.prediction_id)";
        return new JoinedOutcomes(rows, Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture));
    }

    private static List<JoinedOutcome> ReadRows(SqliteConnection connection, OutcomeQuery query)
    {
        using SqliteCommand command = connection.CreateCommand();
        string segment = "NULL";
        if (query.SegmentTag is { } tag)
            segment = $"(SELECT value FROM json_each(p.tags) WHERE key = {Parameter("$segment", tag)})";
        else if (query.SegmentFeature is { } feature)
            segment = $"(SELECT value FROM json_each(p.features) WHERE key = {Parameter("$segment", feature)})";

        string filters = $"p.model = {Parameter("$model", query.Model)}";
        if (query.Version is { } version)
            filters += $" AND p.version = {Parameter("$version", version)}";
        if (query.From is { } from)
            filters += $" AND p.time >= {Parameter("$from", IsoText.AtOrAfter(from))}";
        if (query.To is { } to)
            filters += $" AND p.time < {Parameter("$to", IsoText.AtOrAfter(to))}";
        command.CommandText = $"""
            SELECT p.version, p.time, p.status, p.output, p.output_label, o.value, o.label, o.time,
              (SELECT count(*) FROM outcomes WHERE prediction_id = p.id), {segment}
            FROM predictions p LEFT JOIN outcomes o ON o.id = {Latest}
            WHERE {filters} ORDER BY p.time, p.id
            """;

        var rows = new List<JoinedOutcome>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
            rows.Add(Read(row));
        return rows;

        string Parameter(string name, string value)
        {
            command.Parameters.AddWithValue(name, value);
            return name;
        }
    }

    private static JoinedOutcome Read(SqliteDataReader row) => new()
    {
        Version = row.GetString(0),
        Time = IsoTime.Parse(row.GetString(1)),
        Answered = StatusNames.Parse(row.GetString(2)) == PredictionStatus.Ok,
        Output = Number(row, 3),
        OutputLabel = Text(row, 4),
        Value = Number(row, 5),
        Label = Text(row, 6),
        OutcomeTime = row.IsDBNull(7) ? null : IsoTime.Parse(row.GetString(7)),
        Outcomes = row.GetInt32(8),
        Segment = row.IsDBNull(9) ? null : Convert.ToString(row.GetValue(9), CultureInfo.InvariantCulture),
    };

    private static double Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? double.NaN : row.GetDouble(column);

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
