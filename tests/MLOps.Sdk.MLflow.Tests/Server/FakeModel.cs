using System.Globalization;
using System.Text.Json.Nodes;

namespace MLOps.Sdk.MLflow.Tests.Server;

/// <summary>A registered model of the fake server.</summary>
internal sealed class FakeModel(string name)
{
    private readonly SortedDictionary<string, string> _tags = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    public List<FakeVersion> Versions { get; } = [];

    public FakeVersion? Find(string? number) => Versions.Find(version => version.Number == number);

    public FakeVersion Add(string source, JsonArray tags, string? description, string status = "READY")
    {
        var added = new FakeVersion(this, name, (Versions.Count + 1).ToString(CultureInfo.InvariantCulture), source, (JsonArray)tags.DeepClone(), description, status);
        Versions.Add(added);
        return added;
    }

    public Reply SetTag(string key, string value)
    {
        if (key.Length > 250 || value.Length > 5_000 || !key.All(static c => char.IsAsciiLetterOrDigit(c) || "_-. /".Contains(c)))
            return Reply.Error(400, "INVALID_PARAMETER_VALUE", "tag too long");
        _tags[key] = value;
        return Reply.Json([]);
    }

    public Reply DeleteTag(string key) => _tags.Remove(key) ? Reply.Json([]) : Reply.Error(404, "RESOURCE_DOES_NOT_EXIST", $"No tag with name: {key}");

    public Reply Point(string alias, string number)
    {
        if (Find(number) is null)
            return Reply.Error(404, "RESOURCE_DOES_NOT_EXIST", "Model Version not found");
        Aliases[alias] = number;
        return Reply.Json([]);
    }

    public Reply Stage(string number, string stage)
    {
        Versions.ForEach(version => version.Stage = version.Stage == stage ? "Archived" : version.Stage);
        Find(number)!.Stage = stage;
        return Reply.Json([]);
    }

    public JsonObject ToJson(bool withAliases)
    {
        var json = new JsonObject
        {
            ["name"] = name,
            ["last_updated_timestamp"] = 1_700_000_000_000,
            ["latest_versions"] = new JsonArray([.. Versions.GroupBy(static version => version.Stage).Select(static stage => stage.Last().ToJson(withAliases: false))]),
        };
        if (_tags.Count > 0)
            json["tags"] = new JsonArray([.. _tags.Select(static tag => new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value })]);
        if (withAliases && Aliases.Count > 0)
            json["aliases"] = new JsonArray([.. Aliases.Select(static alias => new JsonObject { ["alias"] = alias.Key, ["version"] = alias.Value })]);
        return json;
    }
}

/// <summary>A version of the fake server.</summary>
internal sealed class FakeVersion(FakeModel model, string name, string number, string source, JsonArray tags, string? description, string status)
{
    public string Number { get; } = number;

    public string Source { get; } = source;

    public string Stage { get; set; } = "None";

    public JsonObject ToJson(bool withAliases)
    {
        var json = new JsonObject
        {
            ["name"] = name,
            ["version"] = Number,
            ["creation_timestamp"] = "1700000000000",
            ["current_stage"] = Stage,
            ["source"] = Source,
            ["status"] = status,
            ["description"] = description,
        };
        if (tags.Count > 0)
            json["tags"] = tags.DeepClone();
        if (withAliases && model.Aliases.Any(alias => alias.Value == Number))
            json["aliases"] = new JsonArray([.. model.Aliases.Where(alias => alias.Value == Number).Select(static alias => JsonValue.Create(alias.Key))]);
        return json;
    }
}
