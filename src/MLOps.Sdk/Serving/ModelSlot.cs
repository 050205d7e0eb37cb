using MLOps.Sdk.Serving.Routing;

namespace MLOps.Sdk.Serving;

/// <summary>Where callers find the versions that answer now: one reference, read without a lock, replaced as a whole.</summary>
/// <param name="model">The model's name.</param>
/// <param name="key">Whom calls belong to.</param>
internal sealed class ModelSlot<TInput, TOutput>(string model, RouteKey<TInput> key = default)
{
    private Routes<TInput, TOutput>? _routes;
    private ServingVersion<TInput, TOutput>? _plain;

    /// <summary>Whom calls belong to when variants are dealt out.</summary>
    public RouteKey<TInput> Key => key;

    /// <summary>Where calls go now. An acquire read: all of it is visible.</summary>
    /// <exception cref="ModelLoadException">No version answers yet.</exception>
    public Routes<TInput, TOutput> Routes => Volatile.Read(ref _routes) ?? throw NotReady();

    /// <summary>The version that answers all calls, when it needs no lease; null when there is more to decide.</summary>
    public ServingVersion<TInput, TOutput>? OnlyPlain => Volatile.Read(ref _plain);

    /// <summary>The champion, or null when no version answers yet.</summary>
    public ServingVersion<TInput, TOutput>? ChampionOrNull => Volatile.Read(ref _routes)?.Champion;

    /// <summary>Lets calls go elsewhere. Those that read the routes before may still be under way.</summary>
    public void Replace(Routes<TInput, TOutput> routes)
    {
        // Each of the two is a whole decision: a call between the writes takes the one or the other.
        Volatile.Write(ref _routes, routes);
        Volatile.Write(ref _plain, routes.IsPlain && routes.Champion.Lease is null ? routes.Champion : null);
    }

    /// <summary>Lets all calls go to one version.</summary>
    public void Replace(ServingVersion<TInput, TOutput> champion) => Replace(Routing.Routes<TInput, TOutput>.Only(champion));

    private ModelLoadException NotReady() => new(
        $"Model '{model}' has no version that answers. Register one and promote it (modelops models register, modelops models promote), or give the model a version in AddModel.");
}
