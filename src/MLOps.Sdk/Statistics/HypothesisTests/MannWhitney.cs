namespace MLOps.Sdk.Statistics.HypothesisTests;

/// <summary>The Mann-Whitney U test (Wilcoxon's rank sum): does one sample tend to be larger? Sees shifts, not spread.</summary>
public static class MannWhitney
{
    private const int LargestExactSample = 8;
    private const int LargestExactOther = 2_000;

    /// <summary>
    /// The test; the statistic is U of the reference. Exact without ties when a sample has at most 8 values; otherwise
    /// normal, with corrections for ties and continuity (scipy's rule).
    /// </summary>
    public static Significance Test(PairedCounts samples, Alternative alternative = Alternative.TwoSided)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Empty)
            return Significance.Unknown;

        double n = samples.ReferenceRows;
        double m = samples.CurrentRows;
        double below = 0;
        double u = 0;
        double ties = 0;
        for (int i = 0; i < samples.Places.Length; i++)
        {
            double a = samples.Reference[i];
            double b = samples.Current[i];
            u += a * (below + (b / 2));
            below += b;
            ties += ((a + b) * (a + b) * (a + b)) - (a + b);
        }

        if (samples.WithoutTies && Math.Min(n, m) <= LargestExactSample && Math.Max(n, m) <= LargestExactOther)
            return new Significance(u, Exact((int)n, (int)m, u, alternative));

        double all = n + m;
        double deviation = Math.Sqrt(n * m / 12 * (all + 1 - (ties / (all * (all - 1)))));
        if (!(deviation > 0))
            return new Significance(u, 1);

        double p = alternative switch
        {
            Alternative.Greater => Tail(u),
            Alternative.Less => Tail((n * m) - u),
            _ => 2 * Tail(Math.Max(u, (n * m) - u)),
        };
        return new Significance(u, Math.Min(p, 1));

        double Tail(double statistic) => Means.NormalUpperTail((statistic - (n * m / 2) - 0.5) / deviation);
    }

    private static double Exact(int n, int m, double u, Alternative alternative)
    {
        double[] tail = UpperTails(Math.Min(n, m), Math.Max(n, m));
        double p = alternative switch
        {
            Alternative.Greater => tail[(int)Math.Ceiling(u)],
            Alternative.Less => tail[(int)Math.Ceiling(((double)n * m) - u)],
            _ => 2 * tail[(int)Math.Ceiling(Math.Max(u, ((double)n * m) - u))],
        };
        return Math.Min(p, 1);
    }

    /// <summary>P(U ≥ u): the number of partitions in a small × large box, by the recursion of Mann and Whitney (1947).</summary>
    private static double[] UpperTails(int small, int large)
    {
        // Gaussian binomials: the product of (1 − x^(large + i)) / (1 − x^i) for i up to small.
        int last = small * large;
        var counts = new Int128[last + 1];
        counts[0] = 1;
        for (int i = 1; i <= small; i++)
        {
            for (int u = last; u >= large + i; u--)
                counts[u] -= counts[u - large - i];
            for (int u = i; u <= last; u++)
                counts[u] += counts[u - i];
        }

        double[] tails = new double[last + 1];
        double sum = 0;
        for (int u = last; u >= 0; u--)
        {
            sum += (double)counts[u];
            tails[u] = sum;
        }

        for (int u = 0; u <= last; u++)
            tails[u] /= sum;
        return tails;
    }
}
