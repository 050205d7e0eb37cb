namespace MLOps.Sdk.Registry;

/// <summary>Where a version came from. Everything is optional; what is not known is null, not empty.</summary>
public sealed record ModelLineage
{
    /// <summary>The training data's name or version.</summary>
    public string? DataSet { get; init; }

    /// <summary>SHA-256 of the training data, lower-case hexadecimal.</summary>
    public string? DataSetSha256 { get; init; }

    /// <summary>Training parameters.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The training environment: framework, versions, machine.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The commit of the training code.</summary>
    public string? CodeCommit { get; init; }

    /// <summary>The version it was derived from.</summary>
    public string? ParentVersion { get; init; }
}
