using MLOps.Sdk.Features;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.OnnxRuntime;

/// <summary>Loads registered versions whose artefact is an .onnx file. Safe on any thread.</summary>
/// <typeparam name="TInput">What the model is given.</typeparam>
/// <typeparam name="TOutput">What it predicts; see <see cref="OnnxPredictor{TInput, TOutput}"/>.</typeparam>
/// <param name="features">The declared features; null, for <see cref="FeatureVector"/> inputs only, takes them from each version.</param>
/// <param name="options">How versions are loaded and called; null takes the defaults.</param>
/// <param name="loaded">Told of every version that was loaded and its bytes; null tells nobody.</param>
public sealed class OnnxModelLoader<TInput, TOutput>(FeatureSet<TInput>? features, OnnxRuntimeOptions? options = null, Action<ModelVersion, byte[]>? loaded = null) : IModelLoader<TInput, TOutput>
{
    /// <summary>Loads a version; the predictor owns the native session and releases it when it is disposed and its last call has returned.</summary>
    /// <param name="artifact">The version and its bytes.</param>
    /// <param name="cancellationToken">Looked at before the loading begins.</param>
    /// <exception cref="ModelLoadException">It has no bytes, they are not an ONNX model, or the model does not fit features and output.</exception>
    public ValueTask<IPredictor<TInput, TOutput>> LoadAsync(ModelArtifact artifact, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<IPredictor<TInput, TOutput>>(cancellationToken);

        try
        {
            return new(Load(artifact));
        }
        catch (Exception fault)
        {
            return ValueTask.FromException<IPredictor<TInput, TOutput>>(
                new ModelLoadException($"Version '{artifact.Version.Version}' of model '{artifact.Version.Model}' cannot be loaded. {fault.Message}", fault));
        }
    }

    private OnnxPredictor<TInput, TOutput> Load(ModelArtifact artifact)
    {
        byte[] bytes = artifact.Bytes ?? throw new ModelLoadException("It has no artefact. Register the .onnx file as the version's artefact.");
        OnnxModel model = OnnxModel.Load(bytes, options);
        try
        {
            FeatureSet<TInput>? declared = features;
            if (declared is null && typeof(TInput) == typeof(FeatureVector))
                declared = (FeatureSet<TInput>)(object)OnnxFeatures.FromModel(model, artifact.Version.Model);
            var predictor = new OnnxPredictor<TInput, TOutput>(model, declared, options);
            loaded?.Invoke(artifact.Version, bytes);
            return predictor;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
