using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.References;

/// <summary>How a reference is read from a CSV file with a header row.</summary>
public sealed record CsvReferenceOptions
{
    /// <summary>The column that holds the model's output.</summary>
    /// <value>Default null: the column "prediction" when there is one, otherwise the output has no reference.</value>
    public string? OutputColumn { get; init; }

    /// <summary>Whether the output is a number or a label.</summary>
    /// <value>Default <see cref="FeatureKind.Numeric"/>.</value>
    public FeatureKind OutputKind { get; init; } = FeatureKind.Numeric;

    /// <summary>Read only this many rows from the top.</summary>
    /// <value>1 or more. Default null: all.</value>
    public long? Rows { get; init; }

    /// <summary>What separates fields.</summary>
    /// <value>An ASCII character. Default a comma.</value>
    public char Separator { get; init; } = ',';

    /// <summary>How the values are cut into cells.</summary>
    public ReferenceOptions Cells { get; init; } = new();
}
