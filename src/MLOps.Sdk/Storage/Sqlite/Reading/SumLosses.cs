using Microsoft.Data.Sqlite;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;

namespace MLOps.Sdk.Storage.Sqlite.Reading;

/// <summary>Sums the gaps by process and reason.</summary>
internal static class SumLosses
{
    public static List<RecordedLoss> Run(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT key, sum(count) FROM events WHERE kind = '{LogEvent.Gap}' AND key IS NOT NULL GROUP BY key ORDER BY key";
        var losses = new List<RecordedLoss>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            string key = row.GetString(0);
            int separator = key.IndexOf(LossBook.KeySeparator, StringComparison.Ordinal);
            if (separator > 0 && Enum.TryParse(key[(separator + 1)..], ignoreCase: true, out LossReason reason))
                losses.Add(new RecordedLoss(key[..separator], reason, row.GetInt64(1)));
        }

        return losses;
    }
}
