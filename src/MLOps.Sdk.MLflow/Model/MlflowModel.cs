using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.MLflow.Http;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.MLflow.Model;

/// <summary>A registered model as one <c>registered-models/get</c> shows it: where its aliases point, and our events, which are tags.</summary>
internal sealed class MlflowModel
{
    private const string EventKey = "modelops.event.";

    /// <summary>Stages stand for aliases on servers, and models, that have none.</summary>
    private static readonly Dictionary<string, string> Stages = new(StringComparer.Ordinal) { ["Production"] = ModelAlias.Champion, ["Staging"] = ModelAlias.Challenger };

    public MlflowModel(JsonElement json)
    {
        Name = json.TextOf("name") ?? throw new MlflowException("The server's answer about a model has no name. Check that an MLflow server runs there.");
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(json.NumberOf("last_updated_timestamp") ?? 0);
        foreach (JsonElement alias in json.ListOf("aliases"))
        {
            if (alias.TextOf("alias") is { } name && alias.TextOf("version") is { } number)
                Aliases[name] = number;
        }

        foreach (JsonElement latest in json.ListOf("latest_versions"))
        {
            if (latest.TextOf("current_stage") is { } stage && Stages.TryGetValue(stage, out string? alias) && latest.TextOf("version") is { } number)
                Aliases.TryAdd(alias, number);
        }

        Dictionary<string, string> tags = json.PairsOf("tags");
        Events = EventsIn(tags);
        Notes = tags.Where(static tag => tag.Key.StartsWith(NoteTag.Prefix, StringComparison.Ordinal)).ToDictionary(static tag => tag.Key, static tag => tag.Value, StringComparer.Ordinal);
    }

    public string Name { get; }

    public DateTimeOffset UpdatedAt { get; }

    /// <summary>MLflow's version numbers by alias.</summary>
    public SortedDictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<RegistryEvent> Events { get; }

    /// <summary>What instances tell each other, as tags.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; }

    public static string? StageOf(string alias) => Stages.FirstOrDefault(pair => pair.Value == alias).Key;

    /// <summary>The tags of an event.</summary>
    public static IEnumerable<(string Key, string Value)> TagsOf(RegistryEvent change) =>
        TagText.Split(string.Create(CultureInfo.InvariantCulture, $"{EventKey}{change.Sequence:D10}"), RegistryDocuments.Write(change));

    private static List<RegistryEvent> EventsIn(Dictionary<string, string> tags)
    {
        IEnumerable<string> keys = tags.Keys.Where(static key => key.StartsWith(EventKey, StringComparison.Ordinal) && key.EndsWith(".0", StringComparison.Ordinal)).Select(static key => key[..^2]);
        return [.. keys.Order(StringComparer.Ordinal).Select(key => RegistryDocuments.ReadEvent(TagText.Join(tags, key)!))];
    }
}
