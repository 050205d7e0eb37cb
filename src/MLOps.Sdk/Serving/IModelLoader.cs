using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Serving;

/// <summary>Turns a registered version into a predictor that can answer.</summary>
/// <remarks>
/// Called off the callers' path, before the version answers its first call. A predictor that is
/// <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/> is disposed after the last call of its version has returned.
/// </remarks>
/// <typeparam name="TInput">What the model is given.</typeparam>
/// <typeparam name="TOutput">What it predicts.</typeparam>
public interface IModelLoader<TInput, TOutput>
{
    /// <summary>Loads a version.</summary>
    /// <exception cref="ModelLoadException">It cannot answer: the message says why.</exception>
    ValueTask<IPredictor<TInput, TOutput>> LoadAsync(ModelArtifact artifact, CancellationToken cancellationToken = default);
}

/// <summary>A version with the bytes that were registered, verified.</summary>
/// <param name="Version">The version.</param>
/// <param name="Bytes">The artefact; null for a version that is code.</param>
public sealed record ModelArtifact(ModelVersion Version, byte[]? Bytes);
