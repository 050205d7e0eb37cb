using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Registry;

/// <summary>Versions and events as tables.</summary>
internal static class RegistryTables
{
    public static Table Of(IEnumerable<ModelVersion> versions)
    {
        Table table = Tables.Create("version", "aliases", "registered", "SHA-256", " size", "data set", "metrics", "tags");
        foreach (ModelVersion version in versions)
        {
            table.Row(
                version.Version, string.Join(", ", version.Aliases), Figures.Time(version.CreatedAt), version.Sha256 ?? "(code)",
                version.ArtifactBytes is { } bytes ? Figures.Bytes(bytes) : null, version.Lineage.DataSet,
                string.Join(", ", version.Metrics.Select(static metric => $"{metric.Key}={Figures.Of(metric.Value)}")),
                string.Join(", ", version.Tags.Select(static tag => $"{tag.Key}={tag.Value}")));
        }

        return table;
    }

    public static Table Of(IEnumerable<RegistryEvent> events)
    {
        Table table = Tables.Create("time", "kind", "alias", "from", "to", "gate", "actor", "reason");
        foreach (RegistryEvent change in events)
            table.Row(Figures.Time(change.Time), RegistryJson.KindOf(change), change.Alias, change.From, change.To, change.Gate, change.Actor, change.Reason);
        return table;
    }
}
