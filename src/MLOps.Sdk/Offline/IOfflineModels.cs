using MLOps.Sdk.Features;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Offline;

/// <summary>Turns artefacts into models that answer rows of the log.</summary>
public interface IOfflineModels
{
    /// <summary>Loads an artefact.</summary>
    /// <param name="artifact">The version and its bytes.</param>
    /// <param name="schema">The features that the log has, in declared order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ModelLoadException">It cannot answer: the message says why.</exception>
    ValueTask<OfflineModel> LoadAsync(ModelArtifact artifact, ModelSchema schema, CancellationToken cancellationToken = default);
}

/// <summary>Loads with what an app loads its versions with.</summary>
/// <param name="loader">Makes the loader for the features.</param>
public sealed class OfflineModels(Func<FeatureSet<LoggedFeatures>, IModelLoader<LoggedFeatures, double>> loader) : IOfflineModels
{
    /// <summary>Loads artefacts that a method can read.</summary>
    /// <param name="read">Makes a model of the bytes; throws where they are none.</param>
    public static IOfflineModels From(Func<byte[], Func<LoggedFeatures, double>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new Reader(read);
    }

    /// <inheritdoc/>
    public async ValueTask<OfflineModel> LoadAsync(ModelArtifact artifact, ModelSchema schema, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        return new OfflineModel(artifact.Version.Version, await loader(LoggedFeatures.SetOf(schema)).LoadAsync(artifact, cancellationToken).ConfigureAwait(false));
    }

    private sealed class Reader(Func<byte[], Func<LoggedFeatures, double>> read) : IOfflineModels
    {
        public ValueTask<OfflineModel> LoadAsync(ModelArtifact artifact, ModelSchema schema, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(artifact);
            byte[] bytes = artifact.Bytes ?? throw new ModelLoadException($"Version '{artifact.Version.Version}' of model '{artifact.Version.Model}' is code and has no artefact that could be loaded. Judge it by what it answered, or register its file.");
            try
            {
                return new(new OfflineModel(artifact.Version.Version, read(bytes)));
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                throw new ModelLoadException($"Version '{artifact.Version.Version}' of model '{artifact.Version.Model}' cannot be loaded. {fault.Message}", fault);
            }
        }
    }
}
