using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Adds to predictions what is kept once for the process that recorded them.</summary>
internal static class StartReader
{
    public static List<LoggedPrediction> Attach(SqliteConnection connection, List<LoggedPrediction> predictions)
    {
        var currencies = new Dictionary<ulong, string?>();
        for (int i = 0; i < predictions.Count; i++)
        {
            ulong writer = predictions[i].Id.Writer;
            if (!currencies.TryGetValue(writer, out string? currency))
                currencies.Add(writer, currency = Find(connection, writer));
            if (currency is not null)
                predictions[i] = predictions[i] with { Currency = currency };
        }

        return predictions;
    }

    private static string? Find(SqliteConnection connection, ulong writer)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT json_extract(details, '$.currency') FROM events WHERE kind = 'start' AND key = $key LIMIT 1";
        command.Parameters.AddWithValue("$key", writer.ToString("x16", CultureInfo.InvariantCulture));
        return command.ExecuteScalar() as string;
    }
}
