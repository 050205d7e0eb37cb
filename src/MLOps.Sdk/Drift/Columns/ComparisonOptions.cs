using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Distances;
using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>How columns are compared, and from where on a difference is called drift.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The bins of numbers.</summary>
    /// <value>Default: the reference's deciles.</value>
    public ColumnBins Bins { get; init; } = ColumnBins.Default;

    /// <summary>What stands in for an empty cell in PSI and Kullback-Leibler.</summary>
    /// <value>Default: no share counts as less than 1e-4.</value>
    public ZeroShares Zeros { get; init; }

    /// <summary>Which deviations the Mann-Whitney test takes for extreme.</summary>
    /// <value>Default: both sides.</value>
    public Alternative Alternative { get; init; } = Alternative.TwoSided;

    /// <summary>The statistics to compute; null computes all. The verdict is reached all the same.</summary>
    public IReadOnlySet<string>? Statistics { get; init; }

    /// <summary>The probability that any column is called drifted when none has: it is shared among columns and their checks.</summary>
    /// <value>Above 0, below 1. Default 0.05.</value>
    public double Alpha { get; init; } = 0.05;

    /// <summary>A PSI, or a Kolmogorov-Smirnov distance, up to this is no drift however many rows there are.</summary>
    /// <value>0 or more. Default 0.1.</value>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>A change of the share of missing values up to this is no drift however many rows there are.</summary>
    /// <value>0 to 1. Default 0.05.</value>
    public double MissingTolerance { get; init; } = 0.05;

    /// <summary>Throws unless every value is in its range.</summary>
    /// <exception cref="ReferenceException">A value is out of range, or a statistic has a name that is not known.</exception>
    internal ComparisonOptions Validated()
    {
        if (!(Alpha is > 0 and < 1))
            throw new ReferenceException($"{nameof(Alpha)} is {Alpha}; a probability of error lies above 0 and below 1, such as 0.05.");
        if (!(Tolerance >= 0))
            throw new ReferenceException($"{nameof(Tolerance)} is {Tolerance}; it is 0 or more, such as 0.1.");
        if (!(MissingTolerance is >= 0 and <= 1))
            throw new ReferenceException($"{nameof(MissingTolerance)} is {MissingTolerance}; it is a share from 0 to 1, such as 0.05.");
        foreach (string name in Statistics ?? new HashSet<string>())
        {
            if (!ColumnStatistic.All.Any(statistic => statistic.Name == name))
                throw new ReferenceException($"There is no statistic '{name}'. The names are: {string.Join(", ", ColumnStatistic.All.Select(static statistic => statistic.Name))}.");
        }

        return this;
    }
}
