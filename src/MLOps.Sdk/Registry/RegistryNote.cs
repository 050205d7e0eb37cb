namespace MLOps.Sdk.Registry;

/// <summary>Something to be kept about a version or a model: a verdict, an approval, a rejection, tags, a policy, a plan.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Kind">What it is; not a registration, promotion or rollback.</param>
/// <param name="Reason">Why; kept for ever.</param>
public sealed record RegistryNote(string Model, RegistryEventKind Kind, string Reason)
{
    /// <summary>The version it is about; null where it is about the whole model.</summary>
    public string? Version { get; init; }

    /// <summary>A gate's verdict.</summary>
    public string? Gate { get; init; }

    /// <summary>Evidence, as JSON.</summary>
    public string? Data { get; init; }

    /// <summary>The number of the model's last event of this kind, when that matters (0: none yet): a compare-and-set. Null does not look.</summary>
    public long? ExpectedSequence { get; init; }

    /// <summary>Who. Default: the user and machine of the process.</summary>
    public string? Actor { get; init; }
}
