using System.Collections.Immutable;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>How a column compares with its reference, and whether that is drift. Immutable.</summary>
public sealed record ColumnComparison
{
    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>Number or category.</summary>
    public required FeatureKind Kind { get; init; }

    /// <summary>Rows of the reference, missing values included.</summary>
    public required long ReferenceRows { get; init; }

    /// <summary>Current rows, missing values included.</summary>
    public required long CurrentRows { get; init; }

    /// <summary>The share of the reference's rows without a value; null without rows.</summary>
    public double? ReferenceMissing { get; init; }

    /// <summary>The share of the current rows without a value; null without rows.</summary>
    public double? CurrentMissing { get; init; }

    /// <summary>Current rows of a number whose text is not one.</summary>
    public long TypeChanges { get; init; }

    /// <summary>Current rows with a category that the reference does not have; null for numbers.</summary>
    public long? Unseen { get; init; }

    /// <summary>Categories of the reference that no current row has; null for numbers.</summary>
    public int? Vanished { get; init; }

    /// <summary>Every statistic by name, in a fixed order; null is "does not apply", "not enough data" or "not asked for".</summary>
    public ImmutableArray<KeyValuePair<string, double?>> Statistics { get; init; } = [];

    /// <summary>What chance alone reaches with so many rows, for the statistics for which that is known; α is shared among columns.</summary>
    public ImmutableArray<KeyValuePair<string, double>> Bounds { get; init; } = [];

    /// <summary>Whether the column drifted; null when there is too little data to say.</summary>
    public required bool? Drifted { get; init; }

    /// <summary>The statistic that decided: "psi", "ks" or "missing".</summary>
    public string? Decided { get; init; }

    /// <summary>What the deciding statistic must exceed: the tolerance, or what chance alone reaches, whichever is more.</summary>
    public double? Bound { get; init; }

    /// <summary>The verdict in words.</summary>
    public required string Reason { get; init; }

    /// <summary>A statistic by name; null when it is not known.</summary>
    public double? Find(string statistic)
    {
        foreach ((string name, double? value) in Statistics)
        {
            if (name == statistic)
                return value;
        }

        return null;
    }
}
