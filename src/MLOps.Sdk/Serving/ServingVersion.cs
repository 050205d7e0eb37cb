using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Frames;

namespace MLOps.Sdk.Serving;

/// <summary>A loaded version that answers: one immutable snapshot, so that no call sees half of one.</summary>
internal sealed class ServingVersion<TInput, TOutput>
{
    private readonly IPredictor<TInput, TOutput>? _owned;

    /// <param name="origin">The version as records and predictions refer to it.</param>
    /// <param name="predictor">The model inside its layers.</param>
    /// <param name="owned">The model itself, disposed after the last call; null when it belongs to the app.</param>
    /// <param name="sha256">Its artefact's SHA-256, or null.</param>
    public ServingVersion(PredictionOrigin origin, IPredictor<TInput, TOutput> predictor, IPredictor<TInput, TOutput>? owned, string? sha256)
    {
        Origin = origin;
        Mark = new VersionMark(origin.Version.Ordinal, origin.Variant);
        Predictor = predictor;
        Sha256 = sha256;
        _owned = owned;
        Lease = owned is IDisposable or IAsyncDisposable ? new VersionLease(Environment.ProcessorCount) : null;
    }

    private ServingVersion(ServingVersion<TInput, TOutput> same, PredictionVariant variant, double? propensity)
    {
        Origin = same.Origin with { Variant = variant };
        Mark = new VersionMark(Origin.Version.Ordinal, variant, propensity);
        Predictor = same.Predictor;
        Sha256 = same.Sha256;
        _owned = same._owned;
        Lease = same.Lease;
    }

    public PredictionOrigin Origin { get; }

    /// <summary>The version and its part as records refer to them.</summary>
    public VersionMark Mark { get; }

    public ServedVersion Version => Origin.Version;

    public IPredictor<TInput, TOutput> Predictor { get; }

    public string? Sha256 { get; }

    /// <summary>Counts the calls inside; null when there is nothing to dispose after the last one.</summary>
    public VersionLease? Lease { get; }

    /// <summary>The same loaded model in another part; one lease counts the calls of both.</summary>
    /// <param name="variant">The part.</param>
    /// <param name="propensity">The probability with which calls come to it, where records are to say so.</param>
    public ServingVersion<TInput, TOutput> As(PredictionVariant variant, double? propensity = null) => new(this, variant, propensity);

    /// <summary>Disposes the model; nobody is inside any more.</summary>
    public ValueTask DisposeAsync()
    {
        if (_owned is IAsyncDisposable asynchronous)
            return asynchronous.DisposeAsync();
        (_owned as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
