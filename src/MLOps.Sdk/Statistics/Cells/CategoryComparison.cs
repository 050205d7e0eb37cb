using System.Collections.Immutable;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>A window of categories compared with its reference. NaN where there is not enough data. Immutable.</summary>
public sealed record CategoryComparison
{
    /// <summary>Rows in the window, missing values included.</summary>
    public required long Rows { get; init; }

    /// <summary>Missing values.</summary>
    public required long Missing { get; init; }

    /// <summary>Values that the reference did not name.</summary>
    public required long Unseen { get; init; }

    /// <summary>The population stability index over categories, other and missing; shares floored at 1e-4.</summary>
    public required double Psi { get; init; }

    /// <summary>The cells that are not empty on both sides.</summary>
    public required int PsiBins { get; init; }

    /// <summary>The Jensen-Shannon distance to base 2 over the same cells, 0 to 1.</summary>
    public required double JensenShannon { get; init; }

    /// <summary>The window's counts: the categories in order, other, missing.</summary>
    public required ImmutableArray<long> CellCounts { get; init; }

    /// <summary>The share of missing values, 0 to 1; NaN without rows.</summary>
    public double MissingRate => Rows == 0 ? double.NaN : (double)Missing / Rows;
}
