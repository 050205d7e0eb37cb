namespace MLOps.Sdk.Registry;

/// <summary>A version to be registered.</summary>
public sealed record VersionRegistration
{
    /// <summary>The model's name; the model is created by its first version.</summary>
    public required string Model { get; init; }

    /// <summary>The version's name, or null for the next of "1", "2", …</summary>
    public string? Version { get; init; }

    /// <summary>The artefact's bytes, or null for a version that is code.</summary>
    public ReadOnlyMemory<byte>? Artifact { get; init; }

    /// <summary>The artefact's file name.</summary>
    public string? FileName { get; init; }

    /// <summary>Metrics measured at training or validation.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Free tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Where the version came from.</summary>
    public ModelLineage Lineage { get; init; } = new();

    /// <summary>Who registers it. Default: the user and machine of the process.</summary>
    public string? Actor { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}
