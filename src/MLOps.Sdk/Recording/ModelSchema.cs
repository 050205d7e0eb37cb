using System.Collections.Immutable;

namespace MLOps.Sdk.Recording;

/// <summary>What a model's records hold: its name and its features, in declared order. Immutable.</summary>
public sealed class ModelSchema
{
    /// <summary>Declares a model.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="features">Names and kinds, in order.</param>
    /// <exception cref="ArgumentException">A name is empty, or a feature is declared twice.</exception>
    public ModelSchema(string name, IEnumerable<(string Name, FeatureKind Kind)> features)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(features);
        Name = name;

        var declared = ImmutableArray.CreateBuilder<FeatureDeclaration>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string feature, FeatureKind kind) in features)
        {
            if (string.IsNullOrWhiteSpace(feature))
                throw new ArgumentException($"Model '{name}': feature {declared.Count + 1} has an empty name. Give every feature a name.", nameof(features));
            if (!seen.Add(feature))
                throw new ArgumentException($"Model '{name}': feature '{feature}' is declared twice. Remove one, or give it another name.", nameof(features));
            declared.Add(new FeatureDeclaration(feature, kind, kind == FeatureKind.Numeric ? NumericCount++ : CategoricalCount++));
        }

        Features = declared.ToImmutable();
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary>The features in declared order.</summary>
    public ImmutableArray<FeatureDeclaration> Features { get; }

    /// <summary>The number of numeric features.</summary>
    public int NumericCount { get; }

    /// <summary>The number of categorical features.</summary>
    public int CategoricalCount { get; }
}
