using Microsoft.Data.Sqlite;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Counts the outcomes that came before their prediction, or about none.</summary>
internal static class CountOutcomes
{
    public static (long Early, long Unknown) Run(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT count(*), ifnull(sum(EXISTS (SELECT 1 FROM predictions p WHERE p.id = o.prediction_id)), 0)
            FROM outcomes_waiting w JOIN outcomes o ON o.position = w.position
            """;
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        long early = row.GetInt64(1);
        return (early, row.GetInt64(0) - early);
    }
}
