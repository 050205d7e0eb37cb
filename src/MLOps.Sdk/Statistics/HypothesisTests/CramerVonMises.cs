using MathNet.Numerics;

namespace MLOps.Sdk.Statistics.HypothesisTests;

/// <summary>The two-sample Cramér-von Mises test (Anderson 1962): the mean squared gap of the distribution functions.</summary>
public static class CramerVonMises
{
    private const int LargestExactSample = 20;

    /// <summary>
    /// The test; the statistic is T. Exact when both samples have at most 20 values, otherwise by the limit distribution
    /// (scipy's <c>cramervonmises_2samp</c>).
    /// </summary>
    /// <returns>Unknown when a side has fewer than two values.</returns>
    public static Significance Test(PairedCounts samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        long n = samples.ReferenceRows;
        long m = samples.CurrentRows;
        if (n < 2 || m < 2)
            return Significance.Unknown;

        double u = (n * SquaredRankGaps(samples, samples.Reference)) + (m * SquaredRankGaps(samples, samples.Current));
        double product = (double)n * m;
        double all = (double)n + m;
        double t = (u / (product * all)) - (((4 * product) - 1) / (6 * all));
        double p = Math.Max(n, m) <= LargestExactSample ? Exact((int)n, (int)m, u) : Limit(n, m, t);
        return new Significance(t, Math.Clamp(p, 0, 1));
    }

    /// <summary>Σ (midrank in both − rank in the own sample)².</summary>
    private static double SquaredRankGaps(PairedCounts samples, ReadOnlySpan<long> own)
    {
        double sum = 0;
        double below = 0;
        double ownBelow = 0;
        for (int i = 0; i < own.Length; i++)
        {
            double here = (double)samples.Reference[i] + samples.Current[i];
            double count = own[i];
            if (count > 0)
            {
                // Own ranks run from ownBelow + 1 to ownBelow + count: Σ (r − k)² = count (mean gap² + variance of k).
                double gap = below + ((here + 1) / 2) - (ownBelow + ((count + 1) / 2));
                sum += count * ((gap * gap) + (((count * count) - 1) / 12));
            }

            below += here;
            ownBelow += count;
        }

        return sum;
    }

    private static double Limit(double n, double m, double t)
    {
        double all = n + m;
        double product = n * m;
        double mean = (1 + (1 / all)) / 6;
        double variance = (all + 1) * ((4 * product * all) - (3 * ((n * n) + (m * m))) - (2 * product)) / (45 * all * all * 4 * product);
        double scaled = (1.0 / 6) + ((t - mean) / Math.Sqrt(45 * variance));
        return scaled < 0.003 ? 1 : 1 - LimitDistribution(scaled);
    }

    /// <summary>P(W² ≤ x) of the limit (Csörgő and Faraway 1996, equation 1.3).</summary>
    private static double LimitDistribution(double x)
    {
        double sum = 0;
        for (int k = 0; k < 50; k++)
        {
            double y = (4 * k) + 1;
            double q = y * y / (16 * x);
            double factor = Math.Exp(SpecialFunctions.GammaLn(k + 0.5) - SpecialFunctions.GammaLn(k + 1.0)) / (Math.Pow(Math.PI, 1.5) * Math.Sqrt(x));

            // e^q K(q) is the scaled Bessel function, so e^(−2q) is left of e^(−q) K(q).
            double term = factor * Math.Sqrt(y) * Math.Exp(-2 * q) * SpecialFunctions.BesselKScaled(0.25, q);
            sum += term;
            if (term < 1e-12 * sum)
                break;
        }

        return sum;
    }

    /// <summary>Counts the orders of both samples whose Σ (F − G)² is at least the observed one (Xiao, Gordon and Yakovlev 2007).</summary>
    private static double Exact(int n, int m, double u)
    {
        long multiple = (long)n * m / Distances.KolmogorovSmirnov.Gcd(n, m);
        double product = (double)n * m;
        double observed = multiple * (double)multiple * (n + m) * ((6 * u) - (product * ((4 * product) - 1))) / (6 * product * product);
        var row = new Dictionary<long, double>[m + 1];
        for (int i = 0; i <= n; i++)
        {
            for (int j = 0; j <= m; j++)
            {
                long gap = (i * (multiple / n)) - (j * (multiple / m));
                var here = new Dictionary<long, double>();
                if (i == 0 && j == 0)
                    here[0] = 1;
                if (i > 0)
                    Pass(row[j], here, gap * gap);
                if (j > 0)
                    Pass(row[j - 1], here, gap * gap);
                row[j] = here;
            }
        }

        double extreme = 0;
        double all = 0;
        foreach ((long sum, double paths) in row[m])
        {
            all += paths;
            if (sum >= observed - 1e-6)
                extreme += paths;
        }

        return extreme / all;
    }

    private static void Pass(Dictionary<long, double> from, Dictionary<long, double> to, long added)
    {
        foreach ((long sum, double paths) in from)
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(to, sum + added, out _) += paths;
    }
}
