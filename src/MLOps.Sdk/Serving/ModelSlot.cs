namespace MLOps.Sdk.Serving;

/// <summary>Where callers find the version that answers now: one reference, read without a lock, replaced as a whole.</summary>
internal sealed class ModelSlot<TInput, TOutput>(string model)
{
    private ServingVersion<TInput, TOutput>? _current;
    private ServingVersion<TInput, TOutput>? _plain;

    /// <summary>The version that answers now. An acquire read: all of it is visible.</summary>
    /// <exception cref="ModelLoadException">No version answers yet.</exception>
    public ServingVersion<TInput, TOutput> Current => Volatile.Read(ref _current) ?? throw NotReady();

    /// <summary>The same when it needs no lease; null when it does, or when no version answers yet.</summary>
    public ServingVersion<TInput, TOutput>? CurrentPlain => Volatile.Read(ref _plain);

    /// <summary>The same, or null when no version answers yet.</summary>
    public ServingVersion<TInput, TOutput>? CurrentOrNull => Volatile.Read(ref _current);

    /// <summary>Puts a version in its place. Returns the one before, whose last calls may still be inside.</summary>
    public ServingVersion<TInput, TOutput>? Replace(ServingVersion<TInput, TOutput> version)
    {
        ServingVersion<TInput, TOutput>? before = Interlocked.Exchange(ref _current, version);
        Volatile.Write(ref _plain, version.Lease is null ? version : null);
        return before;
    }

    private ModelLoadException NotReady() => new(
        $"Model '{model}' has no version that answers. Register one and promote it (modelops models register, modelops models promote), or give the model a version in AddModel.");
}
