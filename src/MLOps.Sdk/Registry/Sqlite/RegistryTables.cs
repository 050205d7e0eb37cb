using System.Text.Json;
using Microsoft.Data.Sqlite;
using MLOps.Sdk.Storage.Sqlite.Formatting;

namespace MLOps.Sdk.Registry.Sqlite;

/// <summary>The statements on the registry's tables.</summary>
internal static class RegistryTables
{
    private const string SelectVersions = """
        SELECT v.model, v.version, v.created_at, v.sha256, v.artifact_bytes, v.file_name, v.metrics, v.tags, v.lineage,
          (SELECT json_group_array(alias) FROM (SELECT alias FROM model_aliases a WHERE a.model = v.model AND a.version = v.version ORDER BY alias))
        FROM model_versions v
        """;

    private static readonly string[] Kinds = [.. Enum.GetNames<RegistryEventKind>().Select(static kind => kind.ToLowerInvariant())];

    public static ModelVersion? Find(SqliteConnection connection, string model, string version)
    {
        using SqliteCommand command = Command(connection, SelectVersions + " WHERE v.model = $1 AND v.version = $2", model, version);
        return ReadVersions(command) is [var found] ? found : null;
    }

    public static ModelVersion? Resolve(SqliteConnection connection, string model, string alias) =>
        AliasOf(connection, model, alias) is { } version ? Find(connection, model, version) : null;

    public static List<ModelVersion> Versions(SqliteConnection connection, string model)
    {
        using SqliteCommand command = Command(connection, SelectVersions + " WHERE v.model = $1 ORDER BY v.number", model);
        return ReadVersions(command);
    }

    public static List<RegisteredModel> Models(SqliteConnection connection)
    {
        using SqliteCommand command = Command(connection, """
            SELECT model, count(*),
              (SELECT json_group_object(alias, version) FROM (SELECT alias, version FROM model_aliases a WHERE a.model = v.model ORDER BY alias)),
              (SELECT time FROM registry_events e WHERE e.model = v.model ORDER BY sequence DESC LIMIT 1)
            FROM model_versions v GROUP BY model ORDER BY model
            """);
        var models = new List<RegisteredModel>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            IReadOnlyDictionary<string, string> aliases = JsonSerializer.Deserialize(row.GetString(2), RegistryJson.Default.Texts)!;
            models.Add(new RegisteredModel(row.GetString(0), row.GetInt32(1), aliases, IsoTime.Parse(row.GetString(3))));
        }

        return models;
    }

    public static List<RegistryEvent> Events(SqliteConnection connection, string model)
    {
        using SqliteCommand command = Command(connection,
            "SELECT sequence, time, model, kind, alias, from_version, to_version, actor, reason, gate, data, hash FROM registry_events WHERE model = $1 ORDER BY sequence", model);
        var events = new List<RegistryEvent>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            events.Add(new RegistryEvent
            {
                Sequence = row.GetInt64(0),
                Time = IsoTime.Parse(row.GetString(1)),
                Model = row.GetString(2),
                Kind = (RegistryEventKind)Array.IndexOf(Kinds, row.GetString(3)),
                Alias = Text(row, 4),
                From = Text(row, 5),
                To = row.GetString(6),
                Actor = row.GetString(7),
                Reason = Text(row, 8),
                Gate = Text(row, 9),
                Data = Text(row, 10),
                Hash = Text(row, 11),
            });
        }

        return events;
    }

    public static long Revision(SqliteConnection connection)
    {
        using SqliteCommand command = Command(connection, "SELECT ifnull(max(sequence), 0) FROM registry_events");
        return (long)command.ExecuteScalar()!;
    }

    public static string? AliasOf(SqliteConnection connection, string model, string alias)
    {
        using SqliteCommand command = Command(connection, "SELECT version FROM model_aliases WHERE model = $1 AND alias = $2", model, alias);
        return command.ExecuteScalar() as string;
    }

    public static List<string> VersionNames(SqliteConnection connection, string model)
    {
        using SqliteCommand command = Command(connection, "SELECT version FROM model_versions WHERE model = $1 ORDER BY number", model);
        var names = new List<string>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
            names.Add(row.GetString(0));
        return names;
    }

    public static void Insert(SqliteConnection connection, ModelVersion version)
    {
        using SqliteCommand command = Command(connection,
            "INSERT INTO model_versions (model, version, created_at, sha256, artifact_bytes, file_name, metrics, tags, lineage) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            version.Model, version.Version, IsoTime.Format(version.CreatedAt), version.Sha256, version.ArtifactBytes, version.FileName,
            JsonSerializer.Serialize(version.Metrics, RegistryJson.Default.Metrics),
            JsonSerializer.Serialize(version.Tags, RegistryJson.Default.Texts),
            JsonSerializer.Serialize(version.Lineage, RegistryJson.Default.ModelLineage));
        command.ExecuteNonQuery();
    }

    /// <summary>Adds an event: its number is the next, its hash follows from the model's event before.</summary>
    public static RegistryEvent Insert(SqliteConnection connection, RegistryEvent change)
    {
        using SqliteCommand before = Command(connection, "SELECT hash FROM registry_events WHERE model = $1 ORDER BY sequence DESC LIMIT 1", change.Model);
        RegistryEvent added = RegistryChain.Seal(before.ExecuteScalar() as string, change with { Sequence = Revision(connection) + 1 });
        using SqliteCommand command = Command(connection, """
            INSERT INTO registry_events (sequence, time, model, kind, alias, from_version, to_version, actor, reason, gate, data, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            added.Sequence, IsoTime.Format(added.Time), added.Model, Kinds[(int)added.Kind], added.Alias, added.From, added.To, added.Actor, added.Reason,
            added.Gate, added.Data, added.Hash);
        command.ExecuteNonQuery();
        return added;
    }

    public static void PointAlias(SqliteConnection connection, string model, string alias, string version)
    {
        using SqliteCommand command = Command(connection,
            "INSERT INTO model_aliases (model, alias, version) VALUES ($1, $2, $3) ON CONFLICT (model, alias) DO UPDATE SET version = excluded.version",
            model, alias, version);
        command.ExecuteNonQuery();
    }

    private static List<ModelVersion> ReadVersions(SqliteCommand command)
    {
        var versions = new List<ModelVersion>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            versions.Add(new ModelVersion
            {
                Model = row.GetString(0),
                Version = row.GetString(1),
                CreatedAt = IsoTime.Parse(row.GetString(2)),
                Sha256 = Text(row, 3),
                ArtifactBytes = row.IsDBNull(4) ? null : row.GetInt64(4),
                FileName = Text(row, 5),
                Metrics = JsonSerializer.Deserialize(row.GetString(6), RegistryJson.Default.Metrics)!,
                Tags = JsonSerializer.Deserialize(row.GetString(7), RegistryJson.Default.Texts)!,
                Lineage = JsonSerializer.Deserialize(row.GetString(8), RegistryJson.Default.ModelLineage)!,
                Aliases = JsonSerializer.Deserialize(row.GetString(9), RegistryJson.Default.StringArray)!,
            });
        }

        return versions;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue(FormattableString.Invariant($"${i + 1}"), values[i] ?? DBNull.Value);
        return command;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
