using System.Collections.Immutable;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>A window of numbers compared with its reference. NaN where there is not enough data. Immutable.</summary>
public sealed record NumericComparison
{
    /// <summary>Rows in the window, missing values included.</summary>
    public required long Rows { get; init; }

    /// <summary>Missing values.</summary>
    public required long Missing { get; init; }

    /// <summary>Infinite values.</summary>
    public required long Infinite { get; init; }

    /// <summary>The two-sample Kolmogorov-Smirnov statistic, 0 to 1.</summary>
    public required double Ks { get; init; }

    /// <summary>The statistic is at most this; equal to <see cref="Ks"/> when the cells make it exact.</summary>
    public required double KsHigh { get; init; }

    /// <summary>Its two-sided p-value.</summary>
    public required double KsPValue { get; init; }

    /// <summary>The population stability index over the reference's bins, shares floored at 1e-4.</summary>
    public required double Psi { get; init; }

    /// <summary>The Jensen-Shannon distance to base 2 over the same bins, 0 to 1.</summary>
    public required double JensenShannon { get; init; }

    /// <summary>The Wasserstein-1 distance, with bounds.</summary>
    public required WassersteinEstimate Wasserstein { get; init; }

    /// <summary>The mean of the finite values.</summary>
    public required double Mean { get; init; }

    /// <summary>The population standard deviation of the finite values.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>The least finite value.</summary>
    public required double Minimum { get; init; }

    /// <summary>The greatest finite value.</summary>
    public required double Maximum { get; init; }

    /// <summary>The window's counts in the reference's bins.</summary>
    public required ImmutableArray<long> BinCounts { get; init; }

    /// <summary>The share of missing values, 0 to 1; NaN without rows.</summary>
    public double MissingRate => Rows == 0 ? double.NaN : (double)Missing / Rows;
}
