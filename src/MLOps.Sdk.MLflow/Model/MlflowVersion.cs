using System.Text.Json;
using MLOps.Sdk.MLflow.Http;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.MLflow.Model;

/// <summary>A version as MLflow keeps it, and as we know it.</summary>
/// <param name="Number">MLflow's number.</param>
/// <param name="Status">READY when it may be used.</param>
/// <param name="Source">Where its artefacts are.</param>
/// <param name="Version">The version.</param>
internal sealed record MlflowVersion(string Number, string Status, string? Source, ModelVersion Version)
{
    public const string RecordKey = "modelops.version", Ready = "READY";

    /// <summary>Reads a version; one that others registered is known by its number.</summary>
    public static MlflowVersion From(JsonElement json)
    {
        string number = json.TextOf("version") ?? throw new MlflowException("The server's answer about a version has no number. Check that an MLflow server runs there.");
        Dictionary<string, string> tags = json.PairsOf("tags");
        ModelVersion version = TagText.Join(tags, RecordKey) is { } ours
            ? RegistryDocuments.ReadVersion(ours)
            : new ModelVersion
            {
                Model = json.TextOf("name") ?? "",
                Version = number,
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(json.NumberOf("creation_timestamp") ?? 0),
                Tags = tags,
                Lineage = new ModelLineage
                {
                    Environment = json.TextOf("run_id") is { Length: > 0 } run ? new Dictionary<string, string> { ["mlflow.run_id"] = run } : [],
                },
            };
        return new MlflowVersion(number, json.TextOf("status") ?? Ready, json.TextOf("source"), version);
    }
}
