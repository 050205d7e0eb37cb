namespace MLOps.Sdk.Registry;

/// <summary>A promotion: point an alias to a version.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version to point to.</param>
/// <param name="Reason">Why; kept for ever.</param>
public sealed record AliasChange(string Model, string Version, string Reason)
{
    /// <summary>The alias. Default <see cref="ModelAlias.Champion"/>.</summary>
    public string Alias { get; init; } = ModelAlias.Champion;

    /// <summary>The version the alias must point to now; null means "whatever it points to", "" means "nothing yet".</summary>
    public string? Expected { get; init; }

    /// <summary>Who asks. Default: the user and machine of the process.</summary>
    public string? Actor { get; init; }

    /// <summary>Who decides for it although its gate, its approvals, a rejection or a freeze says no; null: nobody. Kept for ever.</summary>
    public string? Override { get; init; }
}

/// <summary>A rollback: point an alias back to where it pointed before.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Reason">Why; kept for ever.</param>
public sealed record Rollback(string Model, string Reason)
{
    /// <summary>The alias. Default <see cref="ModelAlias.Champion"/>.</summary>
    public string Alias { get; init; } = ModelAlias.Champion;

    /// <summary>The version the alias must point to now; null means "whatever it points to".</summary>
    public string? Expected { get; init; }

    /// <summary>Who asks. Default: the user and machine of the process.</summary>
    public string? Actor { get; init; }
}
