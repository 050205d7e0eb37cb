using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Statistics.Sequential;

/// <summary>
/// An interval for the difference of two means that holds at every moment at once: whoever looks after each row and
/// stops when it pleases is wrong with probability α at most, not 29 % as with a test that is repeated.
/// </summary>
/// <remarks>Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2023 (arXiv 2103.06476v7), equation 9: asymptotic, with a normal mixture.</remarks>
public static class ConfidenceSequence
{
    /// <summary>The number of rows at which the interval is tightest, where none is given: 2,000.</summary>
    public const double DefaultTightestAt = 2_000;

    /// <summary>
    /// half width = √(SE² n) · √(2 (n ρ² + 1) ln(√(n ρ² + 1) / α) / (n ρ)²), with ρ = √((−2 ln α + ln(−2 ln α + 1)) / N*).
    /// </summary>
    /// <param name="standardError">Of the difference, above 0.</param>
    /// <param name="rows">n, the rows of both sides.</param>
    /// <param name="alpha">The probability that the interval ever misses the truth, above 0 and below 1.</param>
    /// <param name="tightestAt">N*.</param>
    public static double HalfWidth(double standardError, double rows, double alpha, double tightestAt = DefaultTightestAt)
    {
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The probability to be wrong lies above 0 and below 1, such as 0.05.");
        double log = -2 * Math.Log(alpha);
        double rho = Math.Sqrt((log + Math.Log(log + 1)) / tightestAt);
        double mixed = (rows * rho * rho) + 1;
        return standardError * Math.Sqrt(rows) * Math.Sqrt(2 * mixed * Math.Log(Math.Sqrt(mixed) / alpha)) / (rows * rho);
    }

    /// <summary>The difference of two shares, second less first, with its interval; unknown while a side has no rows.</summary>
    /// <param name="first">Counted, of the first side.</param>
    /// <param name="firstRows">The first side's rows.</param>
    /// <param name="second">Counted, of the second side.</param>
    /// <param name="secondRows">The second side's rows.</param>
    /// <param name="alpha">The probability that the interval ever misses the truth.</param>
    /// <param name="tightestAt">N*.</param>
    public static Estimate OfShares(long first, long firstRows, long second, long secondRows, double alpha, double tightestAt = DefaultTightestAt)
    {
        if (firstRows == 0 || secondRows == 0)
            return Estimate.Unknown;

        // Half a row is added to each cell, so that a side without an event has a variance as well.
        double variance = Variance(first, firstRows) + Variance(second, secondRows);
        double difference = ((double)second / secondRows) - ((double)first / firstRows);
        double width = HalfWidth(Math.Sqrt(variance), firstRows + secondRows, alpha, tightestAt);
        return new Estimate(difference, difference - width, difference + width);
    }

    /// <summary>The difference of two means, second less first, with its interval; unknown while a side has fewer than two rows.</summary>
    /// <param name="first">The first side.</param>
    /// <param name="second">The second side.</param>
    /// <param name="alpha">The probability that the interval ever misses the truth.</param>
    /// <param name="tightestAt">N*.</param>
    public static Estimate OfMeans(RunningMean first, RunningMean second, double alpha, double tightestAt = DefaultTightestAt)
    {
        if (first.Rows < 2 || second.Rows < 2)
            return Estimate.Unknown;
        double difference = second.Mean - first.Mean;
        double error = Math.Sqrt((first.Variance / first.Rows) + (second.Variance / second.Rows));
        double width = error == 0 ? 0 : HalfWidth(error, first.Rows + second.Rows, alpha, tightestAt);
        return new Estimate(difference, difference - width, difference + width);
    }

    private static double Variance(long counted, long rows)
    {
        double share = (counted + 0.5) / (rows + 1);
        return share * (1 - share) / rows;
    }
}
