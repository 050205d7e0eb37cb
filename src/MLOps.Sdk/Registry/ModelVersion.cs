namespace MLOps.Sdk.Registry;

/// <summary>One immutable artefact of a model, with where it came from and how good it was.</summary>
public sealed record ModelVersion
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's name, unique in its model.</summary>
    public required string Version { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>SHA-256 of the artefact, lower-case hexadecimal; null for a version without one (code).</summary>
    public string? Sha256 { get; init; }

    /// <summary>The artefact's length in bytes.</summary>
    public long? ArtifactBytes { get; init; }

    /// <summary>The artefact's original file name.</summary>
    public string? FileName { get; init; }

    /// <summary>Metrics measured at training or validation.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Free tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it came from.</summary>
    public ModelLineage Lineage { get; init; } = new();

    /// <summary>The aliases that point to it now.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>When the registry said so, when it is away now and this is the last it said; null for an answer of just now.</summary>
    public DateTimeOffset? AsOf { get; init; }
}
