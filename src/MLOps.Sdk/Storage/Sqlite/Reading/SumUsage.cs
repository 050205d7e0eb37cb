using Microsoft.Data.Sqlite;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Sums calls, failures, latency and cost.</summary>
internal static class SumUsage
{
    // SQLite's sum of integers fails beyond 64 bits, so costs are summed in halves, which 2³¹ rows cannot overflow.
    private const string Sums =
        "count(*), sum(p.status = 'failed'), sum(p.cost_pico IS NULL), ifnull(sum(p.cost_pico >> 32), 0), ifnull(sum(p.cost_pico & 0xFFFFFFFF), 0), sum(p.latency_us)";

    private const int LowBits = 32;

    // One pass over the rows, whatever the tag: looking each tagged row up by its id takes four times as long.
    private const string TagValue = "(SELECT value FROM json_each(p.tags) WHERE key = $key)";

    public static List<UsageRow> Run(SqliteConnection connection, UsageQuery query)
    {
        using SqliteCommand command = connection.CreateCommand();
        string filters = "1";
        if (query.Model is { } model)
            filters += Filter("p.model =", "$model", model);
        if (query.From is { } from)
            filters += Filter("p.time >=", "$from", IsoText.AtOrAfter(from));
        if (query.To is { } to)
            filters += Filter("p.time <", "$to", IsoText.AtOrAfter(to));
        if (query.TagKey is { } key)
            command.Parameters.AddWithValue("$key", key);
        command.CommandText =
            $"SELECT p.model, p.version, {(query.TagKey is null ? "NULL" : TagValue)}, {Sums} FROM predictions p WHERE {filters} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

        var rows = new List<UsageRow>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            Int128 cost = ((Int128)row.GetInt64(6) << LowBits) + row.GetInt64(7);
            rows.Add(new UsageRow(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2),
                row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), cost, LoggedPredictionReader.Duration(row.GetDouble(8))));
        }

        return rows;

        string Filter(string condition, string name, string value)
        {
            command.Parameters.AddWithValue(name, value);
            return $" AND {condition} {name}";
        }
    }
}
