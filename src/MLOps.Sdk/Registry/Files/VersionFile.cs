namespace MLOps.Sdk.Registry.Files;

/// <summary>The contents of <c>models/NAME/versions/VERSION.json</c>.</summary>
internal sealed record VersionFile
{
    public required string Model { get; init; }

    public required string Version { get; init; }

    /// <summary>Its place among the model's versions, from 1: orders those of one moment.</summary>
    public int Number { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? Sha256 { get; init; }

    public long? ArtifactBytes { get; init; }

    public string? FileName { get; init; }

    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public ModelLineage? Lineage { get; init; }

    public static VersionFile From(ModelVersion version, int number) => new()
    {
        Model = version.Model,
        Version = version.Version,
        Number = number,
        CreatedAt = version.CreatedAt,
        Sha256 = version.Sha256,
        ArtifactBytes = version.ArtifactBytes,
        FileName = version.FileName,
        Metrics = version.Metrics,
        Tags = version.Tags,
        Lineage = version.Lineage,
    };

    public ModelVersion ToVersion(AliasFile aliases) => new()
    {
        Model = Model,
        Version = Version,
        CreatedAt = CreatedAt.ToUniversalTime(),
        Sha256 = Sha256,
        ArtifactBytes = ArtifactBytes,
        FileName = FileName,
        Metrics = Metrics ?? new Dictionary<string, double>(),
        Tags = Tags ?? new Dictionary<string, string>(),
        Lineage = Lineage ?? new ModelLineage(),
        Aliases = [.. aliases.AliasesOf(Model).Where(alias => alias.Value == Version).Select(alias => alias.Key)],
    };
}
