using System.Collections.Immutable;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>All that is watched together of one version: its features, its embeddings. Owned by the monitors' thread; a row takes no memory.</summary>
internal sealed class VectorWatches
{
    private readonly ImmutableArray<WatchedVector> _vectors;
    private readonly MultivariateWatch[] _watches;
    private readonly double[] _errors;
    private readonly double[] _measured;

    public VectorWatches(ServedVersion version, int generation, ImmutableArray<WatchedVector> vectors, Func<WatchedVector, MultivariateWatch> create)
    {
        Version = version;
        Generation = generation;
        _vectors = vectors;
        _watches = [.. vectors.Select(create)];
        _errors = new double[_watches.Length];
        _measured = new double[_watches.Length];
        Derived = new ServedVersion(
            new ModelSchema(version.Schema.Name, vectors.Select(static vector => (vector.Reference.Errors.Name, FeatureKind.Numeric))), version.Version, version.Ordinal);
    }

    public ServedVersion Version { get; }

    /// <summary>The state of the references that versions bring when this was made.</summary>
    public int Generation { get; set; }

    public bool IsEmpty => _watches.Length == 0;

    /// <summary>The version as the one of what is derived from its records.</summary>
    public ServedVersion Derived { get; }

    /// <summary>The errors of the last prediction.</summary>
    public ReadOnlySpan<double> Errors => _errors;

    /// <summary>Whether these are what is watched.</summary>
    public bool Watch(ImmutableArray<WatchedVector> vectors) => _vectors.SequenceEqual(vectors);

    /// <summary>Counts a prediction.</summary>
    /// <returns>What a reader threw: its vector is missing then, and no other.</returns>
    public Exception? Add(in PredictionRecord record)
    {
        Exception? fault = null;
        for (int i = 0; i < _watches.Length; i++)
        {
            _errors[i] = _watches[i].Add(record);
            fault ??= _watches[i].Fault;
        }

        return fault;
    }

    /// <summary>Works out the errors of a prediction that no window is to count, beside <see cref="Errors"/>.</summary>
    public ReadOnlySpan<double> Measure(in PredictionRecord record)
    {
        for (int i = 0; i < _watches.Length; i++)
            _measured[i] = _watches[i].Measure(record);
        return _measured;
    }

    public void CloseElapsed(long now) => Array.ForEach(_watches, watch => watch.CloseElapsed(now));

    public void Close() => Array.ForEach(_watches, static watch => watch.Close());
}
