using MLOps.Sdk.Registry;
using MLOps.Sdk.Rollout;

namespace MLOps.Sdk.Serving;

/// <summary>Keeps one model of the app at the version that the registry says.</summary>
internal abstract class ModelHost(string name)
{
    public string Name { get; } = name;

    /// <summary>A snapshot that any thread may read.</summary>
    public abstract ModelStatus Status { get; }

    /// <summary>What the versions answer that see calls beside.</summary>
    public abstract IReadOnlyList<ShadowReport> Shadows { get; }

    /// <summary>Ends the threads of shadows.</summary>
    public abstract void Stop();

    /// <summary>Registers the versions that the app brings, and makes the first one champion when there is none.</summary>
    public abstract ValueTask RegisterAsync(IModelRegistry registry, CancellationToken cancellationToken);

    /// <summary>Loads the champion and lets it answer. The version before goes on until its last call has returned.</summary>
    /// <exception cref="ModelLoadException">It cannot answer; the version before goes on answering.</exception>
    public abstract ValueTask RefreshAsync(IModelRegistry registry, CancellationToken cancellationToken);

    /// <summary>Disposes the versions whose last call has returned.</summary>
    public abstract ValueTask SweepAsync();

    /// <summary>Notes why the registry's decision could not be followed.</summary>
    public abstract void NoteError(string error);
}
