using MathNet.Numerics;

namespace MLOps.Sdk.Statistics.HypothesisTests;

/// <summary>Fisher's exact test of a 2 × 2 table, two-sided: the tables with these margins that are no likelier than this one.</summary>
public static class FisherExact
{
    /// <summary>The test; the statistic is the odds ratio (a d) / (b c), infinite or NaN where a product is zero.</summary>
    /// <param name="a">Reference, first category; 0 or more, as all counts.</param>
    /// <param name="b">Reference, second category.</param>
    /// <param name="c">Current, first category.</param>
    /// <param name="d">Current, second category.</param>
    public static Significance Test(long a, long b, long c, long d)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(a);
        ArgumentOutOfRangeException.ThrowIfNegative(b);
        ArgumentOutOfRangeException.ThrowIfNegative(c);
        ArgumentOutOfRangeException.ThrowIfNegative(d);
        if (a + b == 0 || c + d == 0)
            return Significance.Unknown;

        double odds = (double)a * d / ((double)b * c);
        if (a + c == 0 || b + d == 0)
            return new Significance(odds, 1);

        // All tables with these margins have a first cell from low to high.
        long low = Math.Max(0, a - d);
        long high = Math.Min(a + b, a + c);
        double observed = LogWeight(a, a + b, c + d, a + c);
        double tail = 0;
        double all = 0;
        for (long x = low; x <= high; x++)
        {
            double log = LogWeight(x, a + b, c + d, a + c) - observed;

            // Tables of equal probability differ by rounding only.
            double weight = Math.Exp(Math.Min(log, 700));
            all += weight;
            if (log <= 1e-9)
                tail += weight;
        }

        return new Significance(odds, Math.Min(tail / all, 1));
    }

    /// <summary>ln [C(first, x) C(second, drawn − x)].</summary>
    private static double LogWeight(long x, long first, long second, long drawn) =>
        LogBinomial(first, x) + LogBinomial(second, drawn - x);

    private static double LogBinomial(long n, long k) =>
        SpecialFunctions.GammaLn(n + 1.0) - SpecialFunctions.GammaLn(k + 1.0) - SpecialFunctions.GammaLn(n - k + 1.0);
}
