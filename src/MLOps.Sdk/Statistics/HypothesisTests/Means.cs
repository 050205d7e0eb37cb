using MathNet.Numerics;

namespace MLOps.Sdk.Statistics.HypothesisTests;

/// <summary>Tests of equal means and of equal proportions, two-sided. They see a shift and nothing else of a change.</summary>
public static class Means
{
    /// <summary>Student's t-test; the variances are taken to be equal.</summary>
    /// <param name="n">Reference values.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="standardDeviation">Their population standard deviation (divided by n).</param>
    /// <param name="m">Current values.</param>
    /// <param name="currentMean">Their mean.</param>
    /// <param name="currentStandardDeviation">Their population standard deviation (divided by m).</param>
    /// <returns>Unknown with fewer than three values in all, or when both sides are the same constant.</returns>
    public static Significance StudentT(long n, double mean, double standardDeviation, long m, double currentMean, double currentStandardDeviation)
    {
        if (n < 1 || m < 1 || n + m < 3)
            return Significance.Unknown;

        double degrees = (double)n + m - 2;
        double pooled = ((n * standardDeviation * standardDeviation) + (m * currentStandardDeviation * currentStandardDeviation)) / degrees;
        return T((mean - currentMean) / Math.Sqrt(pooled * ((1.0 / n) + (1.0 / m))), degrees);
    }

    /// <summary>Welch's t-test; the variances may differ. Parameters as in <see cref="StudentT"/>.</summary>
    /// <returns>Unknown with fewer than two values on a side, or when both sides are the same constant.</returns>
    public static Significance WelchT(long n, double mean, double standardDeviation, long m, double currentMean, double currentStandardDeviation)
    {
        if (n < 2 || m < 2)
            return Significance.Unknown;

        double a = standardDeviation * standardDeviation / (n - 1);
        double b = currentStandardDeviation * currentStandardDeviation / (m - 1);
        double degrees = (a + b) * (a + b) / ((a * a / (n - 1)) + (b * b / (m - 1)));
        return T((mean - currentMean) / Math.Sqrt(a + b), degrees);
    }

    /// <summary>The z-test of equal means. Parameters as in <see cref="StudentT"/>; for samples of hundreds.</summary>
    /// <returns>Unknown with fewer than two values on a side, or when both sides are the same constant.</returns>
    public static Significance Z(long n, double mean, double standardDeviation, long m, double currentMean, double currentStandardDeviation)
    {
        if (n < 2 || m < 2)
            return Significance.Unknown;

        double a = standardDeviation * standardDeviation / (n - 1);
        double b = currentStandardDeviation * currentStandardDeviation / (m - 1);
        return Normal((mean - currentMean) / Math.Sqrt(a + b));
    }

    /// <summary>The pooled z-test of two proportions.</summary>
    /// <param name="successes">Of the reference.</param>
    /// <param name="n">Rows of the reference.</param>
    /// <param name="currentSuccesses">Of the current rows.</param>
    /// <param name="m">Current rows.</param>
    /// <returns>Unknown when a side is empty; p = 1 when all rows of both sides are alike.</returns>
    public static Significance Proportions(long successes, long n, long currentSuccesses, long m)
    {
        if (n < 1 || m < 1)
            return Significance.Unknown;

        double pooled = ((double)successes + currentSuccesses) / ((double)n + m);
        double error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / n) + (1.0 / m)));
        double difference = ((double)successes / n) - ((double)currentSuccesses / m);
        return error == 0 ? new Significance(0, 1) : Normal(difference / error);
    }

    /// <summary>P(Z ≥ z) of the standard normal distribution.</summary>
    internal static double NormalUpperTail(double z) => SpecialFunctions.Erfc(z / Math.Sqrt(2)) / 2;

    private static Significance Normal(double z) =>
        double.IsNaN(z) ? Significance.Unknown : new Significance(z, Math.Min(2 * NormalUpperTail(Math.Abs(z)), 1));

    private static Significance T(double t, double degrees)
    {
        if (double.IsNaN(t))
            return Significance.Unknown;
        if (double.IsInfinity(t))
            return new Significance(t, 0, degrees);

        // P(|T| ≥ t) = I(ν / (ν + t²); ν / 2, 1/2), or one less its complement, whichever argument keeps its digits.
        double square = t * t;
        double p = square < degrees
            ? 1 - SpecialFunctions.BetaRegularized(0.5, degrees / 2, square / (degrees + square))
            : SpecialFunctions.BetaRegularized(degrees / 2, 0.5, degrees / (degrees + square));
        return new Significance(t, Math.Min(p, 1), degrees);
    }
}
