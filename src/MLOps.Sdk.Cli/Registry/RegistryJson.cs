using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Registry;

/// <summary>Models, versions and events as JSON; scripts depend on the keys.</summary>
internal static class RegistryJson
{
    public static void Write(Utf8JsonWriter json, RegisteredModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteNumber("versions", model.Versions);
        json.WriteTexts("aliases", model.Aliases);
        json.WriteString("updatedAt", model.UpdatedAt);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ModelVersion version)
    {
        json.WriteStartObject();
        json.WriteString("name", version.Model);
        json.WriteString("version", version.Version);
        json.WriteString("createdAt", version.CreatedAt);
        json.WriteString("sha256", version.Sha256);
        json.WriteFigure("bytes", version.ArtifactBytes);
        json.WriteString("fileName", version.FileName);
        json.WriteTexts("aliases", version.Aliases);
        json.WriteStartObject("metrics");
        foreach ((string metric, double value) in version.Metrics)
            json.WriteFigure(metric, value);
        json.WriteEndObject();
        json.WriteTexts("tags", version.Tags);
        json.WriteStartObject("lineage");
        json.WriteString("dataSet", version.Lineage.DataSet);
        json.WriteString("dataSetSha256", version.Lineage.DataSetSha256);
        json.WriteTexts("parameters", version.Lineage.Parameters);
        json.WriteTexts("environment", version.Lineage.Environment);
        json.WriteString("codeCommit", version.Lineage.CodeCommit);
        json.WriteString("parentVersion", version.Lineage.ParentVersion);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, RegistryEvent change)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", change.Sequence);
        json.WriteString("time", change.Time);
        json.WriteString("actor", change.Actor);
        json.WriteString("kind", KindOf(change));
        json.WriteString("name", change.Model);
        json.WriteString("alias", change.Alias);
        json.WriteString("from", change.From);
        json.WriteString("to", change.To.Length == 0 ? null : change.To);
        json.WriteString("reason", change.Reason);
        json.WriteString("gate", change.Gate); // null: no gate has judged the version
        if (change.Data is { } data)
        {
            json.WritePropertyName("data");
            json.WriteRawValue(data);
        }

        json.WriteString("hash", change.Hash);
        json.WriteEndObject();
    }

    public static string KindOf(RegistryEvent change) => change.Kind.ToString().ToLowerInvariant();
}
