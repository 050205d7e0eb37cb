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

    /// <summary>A gate judged a version; <see cref="RegistryEvent.Gate"/> is its verdict, <see cref="RegistryEvent.Data"/> the evidence.</summary>
    Gate,

    /// <summary>Somebody approved a version.</summary>
    Approve,

    /// <summary>A version was rejected: it is remembered, and not tried again by itself.</summary>
    Reject,

    /// <summary>Something was said about a version.</summary>
    Note,

    /// <summary>A tag was put on a version; <see cref="RegistryEvent.Data"/> is a JSON object of the tags, null takes one off.</summary>
    Tag,

    /// <summary>What promotions of the model need from now on; <see cref="RegistryEvent.Data"/> is a <see cref="PromotionPolicy"/>.</summary>
    Policy,

    /// <summary>No promotion of the model until it is thawed; rollbacks stay possible.</summary>
    Freeze,

    /// <summary>Promotions of the model are possible again.</summary>
    Thaw,

    /// <summary>The shares of a rollout changed; <see cref="RegistryEvent.Data"/> is the plan that all instances follow.</summary>
    Rollout,

    /// <summary>A step of a retraining was done; <see cref="RegistryEvent.Data"/> says which.</summary>
    Retrain,
}

/// <summary>One change of the registry: who, when, what, why. Chained: each names the hash of the model's event before.</summary>
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

    /// <summary>The alias that moved; null where none did.</summary>
    public string? Alias { get; init; }

    /// <summary>The version before; null when there was none.</summary>
    public string? From { get; init; }

    /// <summary>The version registered, pointed to now, or spoken of; empty where it is about the whole model.</summary>
    public required string To { get; init; }

    /// <summary>Who.</summary>
    public required string Actor { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>"pass", "fail" or "inconclusive": what the gate said of a version last, when this event was made; "override: NAME" where somebody decided against it; null when no gate judged it.</summary>
    public string? Gate { get; init; }

    /// <summary>Evidence, as JSON.</summary>
    public string? Data { get; init; }

    /// <summary>SHA-256 over the hash of the model's event before and all of this event; see <see cref="RegistryChain"/>.</summary>
    public string? Hash { get; init; }
}

/// <summary>A model and where its aliases point.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Versions">The number of versions.</param>
/// <param name="Aliases">Versions by alias.</param>
/// <param name="UpdatedAt">The last change.</param>
public sealed record RegisteredModel(string Name, int Versions, IReadOnlyDictionary<string, string> Aliases, DateTimeOffset UpdatedAt);
