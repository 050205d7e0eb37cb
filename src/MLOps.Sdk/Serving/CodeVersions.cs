namespace MLOps.Sdk.Serving;

/// <summary>The versions of a model that are code, in the order in which they were declared.</summary>
internal sealed class CodeVersions<TInput, TOutput>
{
    private readonly List<(string Version, Func<IServiceProvider, IPredictor<TInput, TOutput>> Create)> _versions = [];

    public int Count => _versions.Count;

    public IEnumerable<string> Names => _versions.Select(static version => version.Version);

    public void Add(string model, string version, Func<IServiceProvider, IPredictor<TInput, TOutput>> create)
    {
        if (Names.Contains(version, StringComparer.Ordinal))
            throw new ArgumentException($"Model '{model}': version '{version}' is declared twice. Remove one, or give it another name.", nameof(version));
        _versions.Add((version, create));
    }

    /// <summary>Makes the version, or null when it is not code.</summary>
    public IPredictor<TInput, TOutput>? Create(string version, IServiceProvider services)
    {
        foreach ((string name, Func<IServiceProvider, IPredictor<TInput, TOutput>> create) in _versions)
        {
            if (string.Equals(name, version, StringComparison.Ordinal))
                return create(services) ?? throw new InvalidOperationException($"The method that makes version '{version}' gave null. Return a predictor.");
        }

        return null;
    }
}
