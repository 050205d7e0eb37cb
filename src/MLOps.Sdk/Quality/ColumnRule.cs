using System.Collections.Immutable;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Quality;

/// <summary>What a column of good data looks like. Every limit can be changed, and null takes it away. Immutable.</summary>
public sealed record ColumnRule
{
    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>Number or category.</summary>
    public required FeatureKind Kind { get; init; }

    /// <summary>Whether data without the column is bad.</summary>
    /// <value>Default true.</value>
    public bool Required { get; init; } = true;

    /// <summary>The greatest share of missing values, 0 to 1.</summary>
    public double? MaximumMissing { get; init; }

    /// <summary>The greatest share of values that are not of the column's type, 0 to 1.</summary>
    /// <value>Default 0.</value>
    public double? MaximumTypeChanges { get; init; } = 0;

    /// <summary>The least number that is in range.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest number that is in range.</summary>
    public double? Maximum { get; init; }

    /// <summary>The greatest share of numbers out of range, infinities included, 0 to 1.</summary>
    /// <value>Default 0.01.</value>
    public double? MaximumOutOfRange { get; init; } = 0.01;

    /// <summary>The categories that are known; null knows all.</summary>
    public ImmutableArray<string>? Categories { get; init; }

    /// <summary>The greatest share of values whose category is not known, 0 to 1.</summary>
    /// <value>Default 0.01.</value>
    public double? MaximumUnseen { get; init; } = 0.01;

    /// <summary>The greatest number of known categories that may be absent; rare ones are absent by chance.</summary>
    public int? MaximumVanished { get; init; }

    /// <summary>The greatest length of a text, in UTF-16 code units.</summary>
    public int? MaximumLength { get; init; }

    /// <summary>The fewest distinct values: 2 finds a column that has become constant.</summary>
    public int? MinimumDistinct { get; init; }

    /// <summary>The most distinct values: more is an id or a free text where there were categories.</summary>
    public int? MaximumDistinct { get; init; }

    /// <summary>The longest run of equal values: a longer one is a source that has gone stale.</summary>
    public int? MaximumRun { get; init; }
}
