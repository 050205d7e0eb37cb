using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.References;

/// <summary>The reference distribution of one signal: exactly one of the baselines is set. Immutable.</summary>
public sealed record SignalReference
{
    private SignalReference(string name, FeatureKind kind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Kind = kind;
    }

    /// <summary>The feature's name, or <see cref="ReferenceProfile.OutputSignal"/>.</summary>
    public string Name { get; }

    /// <summary>Number or category.</summary>
    public FeatureKind Kind { get; }

    /// <summary>The distribution of a number.</summary>
    public NumericBaseline? Numeric { get; private init; }

    /// <summary>The distribution of a category.</summary>
    public CategoryBaseline? Categorical { get; private init; }

    /// <summary>
    /// How much neighbouring rows resemble each other in the reference, −1 to 1 (Spearman's, of a number): every test assumes
    /// that they do not. Null where it is not known.
    /// </summary>
    public double? Autocorrelation { get; init; }

    /// <summary>A number's reference.</summary>
    public static SignalReference Of(string name, NumericBaseline baseline) =>
        new(name, FeatureKind.Numeric) { Numeric = baseline ?? throw new ArgumentNullException(nameof(baseline)) };

    /// <summary>A category's reference.</summary>
    public static SignalReference Of(string name, CategoryBaseline baseline) =>
        new(name, FeatureKind.Categorical) { Categorical = baseline ?? throw new ArgumentNullException(nameof(baseline)) };
}
