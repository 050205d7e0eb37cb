using MLOps.Sdk.Offline;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime;

/// <summary>Loads .onnx files for running the log again: gates on the log, diffs, retraining.</summary>
/// <param name="options">How they are loaded and called; null takes the defaults.</param>
public sealed class OnnxOfflineModels(OnnxRuntimeOptions? options = null) : IOfflineModels
{
    private readonly OfflineModels _models = new(features => new OnnxModelLoader<LoggedFeatures, double>(features, options));

    /// <inheritdoc/>
    public ValueTask<OfflineModel> LoadAsync(ModelArtifact artifact, ModelSchema schema, CancellationToken cancellationToken = default) =>
        _models.LoadAsync(artifact, schema, cancellationToken);
}
