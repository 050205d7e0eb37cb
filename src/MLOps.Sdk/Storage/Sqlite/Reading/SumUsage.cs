using Microsoft.Data.Sqlite;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Sums calls, failures, latency and cost.</summary>
internal static class SumUsage
{
    // SQLite's sum of integers fails beyond 64 bits, so costs are summed in halves, which 2³¹ rows cannot overflow.
    private const string Sums =
        "count(*), sum(p.status = 'failed'), sum(p.cost_pico IS NULL), ifnull(sum(p.cost_pico >> 32), 0), ifnull(sum(p.cost_pico & 0xFFFFFFFF), 0), sum(p.latency_us)";

    private const int LowBits = 32;

    public static List<UsageRow> Run(SqliteConnection connection, UsageQuery query)
    {
        List<UsageRow> all = Read(connection, query,
            $"SELECT p.model, p.version, NULL, {Sums} FROM predictions p WHERE {Filters(query, "p")} GROUP BY 1, 2 ORDER BY 1, 2");
        if (query.TagKey is null)
            return all;

        List<UsageRow> tagged = Read(connection, query,
            $"SELECT p.model, p.version, t.value, {Sums} FROM prediction_tags t CROSS JOIN predictions p ON p.id = t.id WHERE t.key = $key AND {Filters(query, "t")} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");

        // What has no such tag is what is left: one pass over the tag's own rows, none over JSON.
        var result = new List<UsageRow>();
        foreach (UsageRow total in all)
        {
            List<UsageRow> parts = tagged.FindAll(row => row.Model == total.Model && row.Version == total.Version);
            UsageRow rest = parts.Aggregate(total, Subtract);
            if (rest.Calls > 0)
                result.Add(rest);
            result.AddRange(parts);
        }

        return result;
    }

    private static UsageRow Subtract(UsageRow total, UsageRow part) => total with
    {
        Calls = total.Calls - part.Calls,
        Failed = total.Failed - part.Failed,
        UnknownCost = total.UnknownCost - part.UnknownCost,
        CostPicoUnits = total.CostPicoUnits - part.CostPicoUnits,
        Latency = total.Latency - part.Latency,
    };

    private static string Filters(UsageQuery query, string timed)
    {
        string filters = "1";
        if (query.Model is not null)
            filters += " AND p.model = $model";
        if (query.From is not null)
            filters += $" AND {timed}.time >= $from";
        if (query.To is not null)
            filters += $" AND {timed}.time < $to";
        return filters;
    }

    private static List<UsageRow> Read(SqliteConnection connection, UsageQuery query, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        if (query.Model is not null)
            command.Parameters.AddWithValue("$model", query.Model);
        if (query.From is { } from)
            command.Parameters.AddWithValue("$from", IsoText.AtOrAfter(from));
        if (query.To is { } to)
            command.Parameters.AddWithValue("$to", IsoText.AtOrAfter(to));
        if (sql.Contains("$key", StringComparison.Ordinal))
            command.Parameters.AddWithValue("$key", query.TagKey);

        var rows = new List<UsageRow>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            Int128 cost = ((Int128)row.GetInt64(6) << LowBits) + row.GetInt64(7);
            rows.Add(new UsageRow(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2),
                row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), cost, LoggedPredictionReader.Duration(row.GetDouble(8))));
        }

        return rows;
    }
}
