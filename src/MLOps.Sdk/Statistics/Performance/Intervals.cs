using MathNet.Numerics.Distributions;

namespace MLOps.Sdk.Statistics.Performance;

/// <summary>Confidence intervals of shares and means.</summary>
public static class Intervals
{
    /// <summary>
    /// A share with Wilson's score interval (1927): (p + z²/2n ± z √(p (1 − p)/n + z²/4n²)) / (1 + z²/n). It never leaves
    /// 0 to 1, and has a width at 0 and 1 as well.
    /// </summary>
    /// <param name="successes">0 to <paramref name="rows"/>.</param>
    /// <param name="rows">0 or more; unknown at 0.</param>
    /// <param name="level">The interval's probability to hold the truth, above 0 and below 1. Default 0.95.</param>
    public static Estimate Wilson(double successes, double rows, double level = Estimate.DefaultLevel)
    {
        double z = NormalQuantile(level);
        if (!(rows > 0))
            return Estimate.Unknown;

        double share = successes / rows;
        double square = z * z / rows;
        double centre = share + (square / 2);
        double width = Math.Sqrt(square * ((share * (1 - share)) + (square / 4)));
        double scale = 1 + square;

        // At the ends the interval's end is the end itself, which rounding would miss.
        double low = successes <= 0 ? 0 : Math.Max((centre - width) / scale, 0);
        double high = successes >= rows ? 1 : Math.Min((centre + width) / scale, 1);
        return new Estimate(share, low, high);
    }

    /// <summary>A share with the exact interval of Clopper and Pearson (1934), from quantiles of the beta distribution.</summary>
    /// <param name="successes">0 to <paramref name="rows"/>.</param>
    /// <param name="rows">0 or more; unknown at 0.</param>
    /// <param name="level">The interval's probability to hold the truth, above 0 and below 1. Default 0.95.</param>
    public static Estimate ClopperPearson(long successes, long rows, double level = Estimate.DefaultLevel)
    {
        double tail = Tail(level);
        if (rows <= 0)
            return Estimate.Unknown;

        double low = successes <= 0 ? 0 : Beta.InvCDF(successes, rows - successes + 1.0, tail);
        double high = successes >= rows ? 1 : Beta.InvCDF(successes + 1.0, rows - successes, 1 - tail);
        return new Estimate((double)successes / rows, low, high);
    }

    /// <summary>A mean with Student's interval: x̄ ± t s / √n.</summary>
    /// <param name="mean">x̄.</param>
    /// <param name="standardDeviation">The population standard deviation (divided by n).</param>
    /// <param name="rows">n; unknown at 0, without bounds at 1.</param>
    /// <param name="level">The interval's probability to hold the truth, above 0 and below 1. Default 0.95.</param>
    public static Estimate Mean(double mean, double standardDeviation, long rows, double level = Estimate.DefaultLevel)
    {
        double tail = Tail(level);
        if (rows <= 0)
            return Estimate.Unknown;
        if (rows == 1)
            return Estimate.Point(mean);

        double width = StudentT.InvCDF(0, 1, rows - 1, 1 - tail) * (standardDeviation / Math.Sqrt(rows - 1));
        return new Estimate(mean, mean - width, mean + width);
    }

    /// <summary>
    /// The difference of two independent estimates, first less second, by the square-and-add rule (MOVER; Newcombe 1998
    /// for shares): distances to the ends add as the sides of right triangles.
    /// </summary>
    public static Estimate Difference(Estimate first, Estimate second) => new(
        first.Value - second.Value,
        first.Value - second.Value - Hypotenuse(first.Value - first.Low, second.High - second.Value),
        first.Value - second.Value + Hypotenuse(first.High - first.Value, second.Value - second.Low));

    /// <summary>The z with a probability of <paramref name="level"/> between −z and z.</summary>
    internal static double NormalQuantile(double level) => Normal.InvCDF(0, 1, 1 - Tail(level));

    private static double Hypotenuse(double a, double b) => double.Hypot(a, b);

    private static double Tail(double level) => level is > 0 and < 1
        ? (1 - level) / 2
        : throw new ArgumentOutOfRangeException(nameof(level), level, "The level of an interval lies above 0 and below 1, such as 0.95.");
}
