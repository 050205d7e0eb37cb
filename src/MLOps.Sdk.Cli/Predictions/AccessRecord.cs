using System.Text;
using System.Text.Json;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Predictions;

/// <summary>Records in the log who read or exported predictions.</summary>
internal static class AccessRecord
{
    /// <summary>An id as events keep it: not as the rows do, so that an erasure can look for what is left of them.</summary>
    public static string IdOf(LoggedPrediction prediction) => prediction.Id.ToGuid().ToString("N");

    public static ValueTask WriteAsync(
        string store, string kind, string command, PredictionQuery? query, long rows, Action<Utf8JsonWriter> more, TimeProvider time, CancellationToken cancellationToken) =>
        new SqliteEventLog(store).AppendAsync(new LogEvent
        {
            Kind = kind,
            Time = time.GetUtcNow(),
            Actor = Environment.UserName,
            Key = command,
            Count = rows,
            Details = DetailsOf(command, query, more),
        }, cancellationToken);

    private static string DetailsOf(string command, PredictionQuery? query, Action<Utf8JsonWriter> more)
    {
        using var details = new MemoryStream();
        using (var json = new Utf8JsonWriter(details))
        {
            json.WriteStartObject();
            json.WriteString("command", command);
            if (query is not null)
            {
                json.WritePropertyName("filters");
                json.WriteRawValue(query.Describe());
            }

            more(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(details.GetBuffer(), 0, (int)details.Length);
    }
}
