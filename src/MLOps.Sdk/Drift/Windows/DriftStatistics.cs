using System.Collections.Immutable;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.Windows;

/// <summary>
/// How one signal of a window compares with its reference. Null is "not applicable" or "not enough data", never zero.
/// Immutable.
/// </summary>
public sealed record DriftStatistics
{
    /// <summary>The two-sample Kolmogorov-Smirnov statistic, 0 to 1; numbers only.</summary>
    public double? Ks { get; init; }

    /// <summary>Its upper bound, where the reference has more distinct values than cells; otherwise equal to it.</summary>
    public double? KsHigh { get; init; }

    /// <summary>The two-sided p-value of <see cref="Ks"/>.</summary>
    public double? KsPValue { get; init; }

    /// <summary>What <see cref="Ks"/> stays below in 99 of 100 windows of this size when nothing has changed.</summary>
    public double? KsBound { get; init; }

    /// <summary>The population stability index; shares floored at 1e-4.</summary>
    public double? Psi { get; init; }

    /// <summary>The bins of <see cref="Psi"/>: for numbers, after duplicate edges were removed; for categories, those in use.</summary>
    public int? PsiBins { get; init; }

    /// <summary>What <see cref="Psi"/> stays below in 99 of 100 windows of this size when nothing has changed.</summary>
    public double? PsiBound { get; init; }

    /// <summary>The Jensen-Shannon distance to base 2, 0 to 1.</summary>
    public double? JensenShannon { get; init; }

    /// <summary>The Wasserstein-1 distance in the unit of the values; numbers only.</summary>
    public double? Wasserstein { get; init; }

    /// <summary>The lower bound of <see cref="Wasserstein"/>.</summary>
    public double? WassersteinLow { get; init; }

    /// <summary>The upper bound of <see cref="Wasserstein"/>.</summary>
    public double? WassersteinHigh { get; init; }

    /// <summary>The mean of the finite values.</summary>
    public double? Mean { get; init; }

    /// <summary>Their population standard deviation.</summary>
    public double? Std { get; init; }

    /// <summary>The least finite value.</summary>
    public double? Min { get; init; }

    /// <summary>The greatest finite value.</summary>
    public double? Max { get; init; }

    /// <summary>The share of missing values, 0 to 1.</summary>
    public double? Missing { get; init; }

    /// <summary>The share of infinite values (numbers) or of categories that the reference did not name, 0 to 1.</summary>
    public double? Unseen { get; init; }

    /// <summary>The squared maximum mean discrepancy of all features together, without bias; see <see cref="Multivariate.MultivariateMonitor"/>.</summary>
    public double? Mmd { get; init; }

    /// <summary>The probability of a discrepancy at least as large without drift.</summary>
    public double? MmdPValue { get; init; }

    /// <summary>The Euclidean distance of the centroids of all features together, in standard deviations of the reference.</summary>
    public double? CentroidDistance { get; init; }

    /// <summary>Values that were counted, missing ones included.</summary>
    public long Rows { get; init; }

    /// <summary>The window's predictions whose own time was over before they came; for windows by time, once stored.</summary>
    public long LateRows { get; init; }

    /// <summary>The window's counts in the reference's bins, or in its categories, other and missing: they add across replicas.</summary>
    public ImmutableArray<long> Bins { get; init; } = [];

    /// <summary>
    /// The natural logarithm of the e-mixture's wealth when the window closed; null where none watches the signal. At
    /// −ln(α / signals) the alarm is raised.
    /// </summary>
    public double? LogWealth { get; init; }

    /// <summary>Why there are no figures, when computing them failed.</summary>
    public string? Fault { get; init; }

    /// <summary>The figures of a number.</summary>
    public static DriftStatistics Of(NumericComparison comparison, int psiBins)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new DriftStatistics
        {
            Ks = Known(comparison.Ks),
            KsHigh = Known(comparison.KsHigh),
            KsPValue = Known(comparison.KsPValue),
            Psi = Known(comparison.Psi),
            PsiBins = psiBins,
            JensenShannon = Known(comparison.JensenShannon),
            Wasserstein = Known(comparison.Wasserstein.Value),
            WassersteinLow = Known(comparison.Wasserstein.Low),
            WassersteinHigh = Known(comparison.Wasserstein.High),
            Mean = Known(comparison.Mean),
            Std = Known(comparison.StandardDeviation),
            Min = Known(comparison.Minimum),
            Max = Known(comparison.Maximum),
            Missing = Known(comparison.MissingRate),
            Unseen = Known((double)comparison.Infinite / comparison.Rows),
            Rows = comparison.Rows,
            Bins = comparison.BinCounts,
        };
    }

    /// <summary>The figures of a category.</summary>
    public static DriftStatistics Of(CategoryComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new DriftStatistics
        {
            Psi = Known(comparison.Psi),
            PsiBins = comparison.PsiBins,
            JensenShannon = Known(comparison.JensenShannon),
            Missing = Known(comparison.MissingRate),
            Unseen = Known((double)comparison.Unseen / comparison.Rows),
            Rows = comparison.Rows,
            Bins = comparison.CellCounts,
        };
    }

    /// <summary>The figures as the JSON object of a stored window; keys as in <c>modelops replay</c>.</summary>
    public string ToJson() => DriftStatisticsJson.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote; keys that are not known are passed over.</summary>
    /// <exception cref="FormatException">The text is not a JSON object of figures.</exception>
    public static DriftStatistics Parse(string json) => DriftStatisticsJson.Read(json);

    private static double? Known(double value) => double.IsFinite(value) ? value : null;
}
