namespace MLOps.Sdk.Registry;

/// <summary>What an event did.</summary>
public enum RegistryEventKind
{
    /// <summary>A version was added.</summary>
    Register,

    /// <summary>An alias was pointed to a version.</summary>
    Promote,

    /// <summary>An alias was pointed back.</summary>
    Rollback,
}

/// <summary>One change of the registry: who, when, what, why.</summary>
public sealed record RegistryEvent
{
    /// <summary>The event's number; grows with every change of the registry.</summary>
    public required long Sequence { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>What was done.</summary>
    public required RegistryEventKind Kind { get; init; }

    /// <summary>The alias that moved; null for a registration.</summary>
    public string? Alias { get; init; }

    /// <summary>The version before; null when there was none.</summary>
    public string? From { get; init; }

    /// <summary>The version registered, or pointed to now.</summary>
    public required string To { get; init; }

    /// <summary>Who.</summary>
    public required string Actor { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>A model and where its aliases point.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Versions">The number of versions.</param>
/// <param name="Aliases">Versions by alias.</param>
/// <param name="UpdatedAt">The last change.</param>
public sealed record RegisteredModel(string Name, int Versions, IReadOnlyDictionary<string, string> Aliases, DateTimeOffset UpdatedAt);
