using System.Text;
using System.Text.Json;

namespace MLOps.Sdk.Storage.Access;

/// <summary>Readings that are told of together.</summary>
/// <param name="Actor">Who read.</param>
/// <param name="Purpose">What for, or null.</param>
/// <param name="Operation">By what.</param>
/// <param name="Filters">The conditions, as a JSON object that names nobody; empty when it was asked for by id.</param>
internal readonly record struct AccessKey(string Actor, string? Purpose, string Operation, string Filters);

/// <summary>What was read by one actor, for one purpose, by one query. Guarded by its book's lock.</summary>
internal sealed class AccessEntry
{
    /// <summary>Ids in one event at most; the next ones are told of in another.</summary>
    public const int MostIds = 256;

    private readonly List<PredictionId> _ids = [];
    private long _reads;
    private long _rows;

    public bool IsFull => _ids.Count == MostIds;

    /// <summary>How often it was read.</summary>
    public long Reads => _reads;

    public void Add(long rows, PredictionId? id)
    {
        _reads++;
        _rows += rows;
        if (id is { } one)
            _ids.Add(one);
    }

    public LogEvent ToEvent(AccessKey key, DateTimeOffset time) => new()
    {
        Kind = LogEvent.Access,
        Time = time,
        Actor = key.Actor,
        Key = key.Operation,
        Count = _rows,
        Details = DetailsOf(key),
    };

    private string DetailsOf(AccessKey key)
    {
        using var details = new MemoryStream();
        using (var json = new Utf8JsonWriter(details))
        {
            json.WriteStartObject();
            json.WriteString("command", key.Operation);
            json.WriteString("app", AppDomain.CurrentDomain.FriendlyName);
            json.WriteNumber("process", Environment.ProcessId);
            if (key.Purpose is not null)
                json.WriteString("purpose", key.Purpose);
            json.WriteNumber("reads", _reads);
            if (key.Filters.Length > 0)
            {
                json.WritePropertyName("filters");
                json.WriteRawValue(key.Filters);
            }

            if (_ids.Count > 0)
            {
                json.WriteStartArray("ids");
                foreach (PredictionId id in _ids)
                    json.WriteStringValue(id.ToGuid().ToString("N")); // not as the rows have it: an erasure looks for what is left of those
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(details.GetBuffer(), 0, (int)details.Length);
    }
}
