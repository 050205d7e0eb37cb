namespace MLOps.Sdk.Retraining.Hosting;

/// <summary>The models that an app retrains, known while services are registered.</summary>
internal sealed class RetrainingCatalog
{
    private readonly Dictionary<string, Func<IServiceProvider, RetrainingOptions>> _entries = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Func<IServiceProvider, RetrainingOptions>> Entries => _entries;

    public void Add(string model, Func<IServiceProvider, RetrainingOptions> options)
    {
        if (!_entries.TryAdd(model, options))
            throw new InvalidOperationException($"The retraining of model '{model}' is declared twice. Remove one.");
    }
}
