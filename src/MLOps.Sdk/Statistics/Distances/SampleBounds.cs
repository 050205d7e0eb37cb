using MathNet.Numerics.Distributions;

namespace MLOps.Sdk.Statistics.Distances;

/// <summary>
/// What a figure reaches by chance alone when nothing has changed, given how many rows there are: the bound to show
/// beside it, so that a PSI of 0.12 in a window of 80 rows is not called drift.
/// </summary>
public static class SampleBounds
{
    /// <summary>The population stability index: χ² quantile with B − 1 degrees of freedom times (1/n + 1/m).</summary>
    /// <param name="bins">B, 1 or more; one bin has no chance variation.</param>
    /// <param name="referenceRows">n, 1 or more.</param>
    /// <param name="currentRows">m, 1 or more.</param>
    /// <param name="alpha">The probability of more than the bound, above 0 and below 1.</param>
    public static double Psi(int bins, long referenceRows, long currentRows, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        double scale = Scale(referenceRows, currentRows, alpha);
        return bins == 1 ? 0 : ChiSquared.InvCDF(bins - 1, 1 - alpha) * scale;
    }

    /// <summary>The two-sample Kolmogorov-Smirnov statistic: √(−ln(α / 2) / 2) √(1/n + 1/m), at most 1.</summary>
    public static double KolmogorovSmirnov(long referenceRows, long currentRows, double alpha) =>
        Math.Min(Math.Sqrt(-Math.Log(alpha / 2) / 2 * Scale(referenceRows, currentRows, alpha)), 1);

    /// <summary>The L-infinity distance less its sampling noise, max(0, L − 1.8 √(1/n + 1/m)): deequ's robust form, α about 0.003.</summary>
    public static double RobustLInfinity(double lInfinity, long referenceRows, long currentRows) =>
        Math.Max(lInfinity - (1.8 * Math.Sqrt(Scale(referenceRows, currentRows, 0.003))), 0);

    /// <summary>
    /// How far the distribution function of t rows strays from the true one, at any t ≥ 1 ever, with probability
    /// <paramref name="alpha"/>: 0.85 √((ln ln(e t) + 0.8 ln(1612 / α)) / t) (Howard and Ramdas 2022).
    /// </summary>
    public static double TimeUniformKolmogorovSmirnov(long rows, double alpha)
    {
        _ = Scale(rows, rows, alpha);
        return 0.85 * Math.Sqrt((Math.Log(1 + Math.Log(rows)) + (0.8 * Math.Log(1612 / alpha))) / rows);
    }

    private static double Scale(long referenceRows, long currentRows, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(referenceRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(currentRows, 1);
        if (!(alpha is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "A probability of error lies above 0 and below 1, such as 0.05.");
        return (1.0 / referenceRows) + (1.0 / currentRows);
    }
}
