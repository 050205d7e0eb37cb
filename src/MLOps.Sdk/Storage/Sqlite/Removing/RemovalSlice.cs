using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Storage.Sqlite.Chain;
using MLOps.Sdk.Storage.Sqlite.Engine;

namespace MLOps.Sdk.Storage.Sqlite.Removing;

/// <summary>
/// Removes predictions with everything said about them, in one transaction, with the event that stands for it in the
/// chain. Used by one thread.
/// </summary>
internal sealed class RemovalSlice : IDisposable
{
    private readonly ChainedWriter _writer;
    private readonly SqliteRows _prediction;
    private readonly SqliteRows _annotations;
    private readonly SqliteRows _deleteTags;
    private readonly SqliteRows _insertRemoval;
    private readonly Dictionary<string, SqliteRows> _deletes;

    public RemovalSlice(ChainedWriter writer)
    {
        const string Doing = "remove records";
        SqliteDatabase database = writer.Database;
        _writer = writer;
        _prediction = database.Query("SELECT id FROM predictions WHERE position = ?1", Doing);
        _annotations = database.Query("""
            SELECT position, 'actions' FROM actions WHERE prediction_id = ?1 UNION ALL SELECT position, 'outcomes' FROM outcomes WHERE prediction_id = ?1
            """, Doing);
        _deleteTags = database.Query("""
            DELETE FROM prediction_tags WHERE (key, value, time, id) IN (
              SELECT tag.key, tag.value, p.time, p.id FROM predictions p, json_each(p.tags) tag WHERE p.position = ?1 AND p.tags IS NOT NULL)
            """, Doing);
        _insertRemoval = database.Query("INSERT INTO removals (first, last, event, id) VALUES (?1, ?2, ?3, ?4)", Doing);
        _deletes = ((string[])["predictions", "actions", "outcomes"]).ToDictionary(
            static table => table, table => database.Query($"DELETE FROM {table} WHERE position = ?1", Doing), StringComparer.Ordinal);
    }

    /// <summary>Removes the predictions at these positions.</summary>
    /// <param name="positions">Where they stand.</param>
    /// <param name="happened">The event; its details are given the digest that binds it to the removals.</param>
    /// <param name="rememberIds">Whether what is said later about these predictions must be refused.</param>
    /// <returns>Predictions, and actions and outcomes, removed.</returns>
    public (long Predictions, long Annotations) Remove(IReadOnlyList<long> positions, LogEvent happened, bool rememberIds)
    {
        long predictions = 0, annotations = 0;
        _writer.InTransaction(() =>
        {
            (predictions, annotations) = (0, 0);
            var removed = new SortedDictionary<long, string?>();
            foreach (long position in positions)
            {
                if (!_prediction.With(position).Step())
                    continue;
                string id = _prediction.Text(0);
                _prediction.Reset();
                annotations += RemoveAnnotations(id, removed);
                Run(_deleteTags, position);
                Run(_deletes["predictions"], position);
                removed.Add(position, rememberIds ? id.Replace("-", "", StringComparison.Ordinal) : null);
                predictions++;
            }

            if (predictions > 0)
                Record(removed, happened with { Count = predictions });
        });
        return (predictions, annotations);
    }

    public void Dispose()
    {
        _prediction.Dispose();
        _annotations.Dispose();
        _deleteTags.Dispose();
        _insertRemoval.Dispose();
        foreach (SqliteRows delete in _deletes.Values)
            delete.Dispose();
    }

    private long RemoveAnnotations(string prediction, SortedDictionary<long, string?> removed)
    {
        var found = new List<(long Position, string Table)>();
        _annotations.With(prediction);
        while (_annotations.Step())
            found.Add((_annotations.Int64(0), _annotations.Text(1)));
        _annotations.Reset();
        foreach ((long position, string table) in found)
        {
            Run(_deletes[table], position);
            removed.Add(position, null);
        }

        return found.Count;
    }

    private void Record(SortedDictionary<long, string?> removed, LogEvent happened)
    {
        List<(long First, long Last, string? Id)> ranges = RangesOf(removed);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((long first, long last, _) in ranges)
            RemovalScan.Append(digest, first, last);
        long at = _writer.Events.Insert(happened with { Details = WithDigest(happened.Details, Convert.ToHexStringLower(digest.GetHashAndReset())) });
        foreach ((long first, long last, string? id) in ranges)
            Run(_insertRemoval, first, last, at, id);
    }

    /// <summary>Neighbours together, unless one is remembered by its id.</summary>
    private static List<(long First, long Last, string? Id)> RangesOf(SortedDictionary<long, string?> removed)
    {
        var ranges = new List<(long First, long Last, string? Id)>();
        foreach ((long position, string? id) in removed)
        {
            if (id is null && ranges is [.., (var first, var last, null)] && last == position - 1)
                ranges[^1] = (first, position, null);
            else
                ranges.Add((position, position, id));
        }

        return ranges;
    }

    private static string WithDigest(string details, string digest)
    {
        using JsonDocument given = JsonDocument.Parse(details);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (JsonProperty property in given.RootElement.EnumerateObject())
                property.WriteTo(json);
            json.WriteString(RemovalScan.DigestKey, digest);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Run(SqliteRows statement, params ReadOnlySpan<object?> values)
    {
        statement.With(values).Step();
        statement.Reset();
    }
}
