namespace MLOps.Sdk.Registry;

/// <summary>
/// Knows the versions of models, which one answers, and who changed that. The provider interface: implement it to use
/// another registry, and run the contract tests against it.
/// </summary>
/// <remarks>
/// Every change is atomic, is one event with who, when and why, and is seen by <see cref="GetRevisionAsync"/>. Predictions
/// never wait for a registry: they read a snapshot, refreshed when the revision moves. Safe on any thread.
/// </remarks>
public interface IModelRegistry
{
    /// <summary>Where the registry is, for people.</summary>
    string Location { get; }

    /// <summary>Adds a version. Registering the same version with the same artefact again returns the one that is there.</summary>
    /// <exception cref="RegistryConflictException">The version is there with another artefact.</exception>
    ValueTask<ModelVersion> RegisterAsync(VersionRegistration registration, CancellationToken cancellationToken = default);

    /// <summary>The version, or null.</summary>
    ValueTask<ModelVersion?> FindAsync(string model, string version, CancellationToken cancellationToken = default);

    /// <summary>The version the alias points to, or null.</summary>
    ValueTask<ModelVersion?> ResolveAsync(string model, string alias = ModelAlias.Champion, CancellationToken cancellationToken = default);

    /// <summary>All models by name.</summary>
    ValueTask<IReadOnlyList<RegisteredModel>> ListModelsAsync(CancellationToken cancellationToken = default);

    /// <summary>The versions of a model, oldest first.</summary>
    ValueTask<IReadOnlyList<ModelVersion>> ListVersionsAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>Points an alias to a version, if it points where the caller thinks it does: a compare-and-set.</summary>
    /// <exception cref="RegistryConflictException">The alias points elsewhere than <see cref="AliasChange.Expected"/>.</exception>
    /// <exception cref="RegistryNotFoundException">There is no such model or version.</exception>
    /// <exception cref="RegistryRefusedException">The model's policy, a rejection or a freeze says no, and nobody decides against that.</exception>
    ValueTask<RegistryEvent> PromoteAsync(AliasChange change, CancellationToken cancellationToken = default);

    /// <summary>Points an alias back to the version it pointed to before; going back twice goes back two versions.</summary>
    /// <exception cref="RegistryConflictException">The alias points elsewhere than <see cref="Rollback.Expected"/>.</exception>
    /// <exception cref="RegistryNotFoundException">There is no such model, or nothing to go back to.</exception>
    ValueTask<RegistryEvent> RollbackAsync(Rollback rollback, CancellationToken cancellationToken = default);

    /// <summary>Keeps something about a version or a model in its history: a verdict, an approval, tags, a policy, a plan.</summary>
    /// <exception cref="RegistryConflictException">Another event of its kind came first (<see cref="RegistryNote.ExpectedSequence"/>).</exception>
    /// <exception cref="RegistryNotFoundException">There is no such model or version.</exception>
    ValueTask<RegistryEvent> RecordAsync(RegistryNote note, CancellationToken cancellationToken = default);

    /// <summary>What happened to a model, oldest first; each event's hash follows from the one before (<see cref="RegistryChain"/>).</summary>
    ValueTask<IReadOnlyList<RegistryEvent>> GetHistoryAsync(string model, CancellationToken cancellationToken = default);

    /// <summary>A number that grows with every change, in any process. Cheap enough to ask twice a second.</summary>
    ValueTask<long> GetRevisionAsync(CancellationToken cancellationToken = default);

    /// <summary>The bytes of a version's artefact, verified against its SHA-256 as they are read; null when it has none.</summary>
    /// <exception cref="RegistryCorruptException">The bytes are missing, or are not those that were registered.</exception>
    ValueTask<byte[]?> ReadArtifactAsync(ModelVersion version, CancellationToken cancellationToken = default);
}
