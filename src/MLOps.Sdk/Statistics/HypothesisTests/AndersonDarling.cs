namespace MLOps.Sdk.Statistics.HypothesisTests;

/// <summary>The two-sample Anderson-Darling test with midranks (Scholz and Stephens 1987, equation 7): weighs the tails.</summary>
public static class AndersonDarling
{
    /// <summary>The least p-value that the table of critical values gives: 0.001.</summary>
    public const double LeastPValue = 0.001;

    /// <summary>The greatest p-value that the table of critical values gives: 0.25.</summary>
    public const double GreatestPValue = 0.25;

    // Critical values at 25, 10, 5, 2.5, 1, 0.5 and 0.1 %, as b0 + b1 / √m + b2 / m with m = 1 for two samples.
    private static readonly double[] Critical =
        [0.675 - 0.245 - 0.105, 1.281 + 0.25 - 0.305, 1.645 + 0.678 - 0.362, 1.96 + 1.149 - 0.391, 2.326 + 1.822 - 0.396, 2.573 + 2.364 - 0.345, 3.085 + 3.615 - 0.154];

    private static readonly double[] LogLevels =
        [Math.Log(0.25), Math.Log(0.1), Math.Log(0.05), Math.Log(0.025), Math.Log(0.01), Math.Log(0.005), Math.Log(0.001)];

    private static readonly double[] Curve = MathNet.Numerics.Fit.Polynomial(Critical, LogLevels, 2);

    /// <summary>
    /// The test; the statistic is standardised, and the p-value interpolated between critical values, so between 0.001
    /// and 0.25 (scipy's <c>anderson_ksamp</c>).
    /// </summary>
    /// <returns>Unknown when a side is empty, there are fewer than four values, or all are equal.</returns>
    public static Significance Test(PairedCounts samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        double n = samples.ReferenceRows;
        double m = samples.CurrentRows;
        double all = n + m;
        if (samples.Empty || all < 4 || samples.Places.Length < 2)
            return Significance.Unknown;

        double a2 = ((Sum(samples, samples.Reference, n) / n) + (Sum(samples, samples.Current, m) / m)) * (all - 1) / all;
        double standardised = (a2 - 1) / Math.Sqrt(Variance(n, m));
        double p = standardised < Critical[0] ? GreatestPValue
            : standardised > Critical[^1] ? LeastPValue
            : Math.Exp(Curve[0] + (standardised * (Curve[1] + (standardised * Curve[2]))));
        return new Significance(standardised, p);
    }

    private static double Sum(PairedCounts samples, ReadOnlySpan<long> own, double n)
    {
        double all = (double)samples.ReferenceRows + samples.CurrentRows;
        double sum = 0;
        double below = 0;
        double ownBelow = 0;
        for (int i = 0; i < own.Length; i++)
        {
            double here = (double)samples.Reference[i] + samples.Current[i];
            double middle = below + (here / 2);
            double ownMiddle = ownBelow + (own[i] / 2.0);
            double difference = (all * ownMiddle) - (middle * n);
            sum += here / all * difference * difference / ((middle * (all - middle)) - (all * here / 4));
            below += here;
            ownBelow += own[i];
        }

        return sum;
    }

    private static double Variance(double n, double m)
    {
        double all = n + m;
        double g = 0;
        double partial = 0;
        for (long i = (long)all - 1; i >= 2; i--)
        {
            // partial = Σ 1/j for j above i; g pairs it with 1 / (all − i) of Scholz and Stephens.
            partial += 1.0 / i;
            g += partial / ((long)all - i + 1);
        }

        double h = partial + 1;
        double sizes = (1 / n) + (1 / m);
        double a = ((4 * g) - 6) + ((10 - (6 * g)) * sizes);
        double b = (((2 * g) - 4) * 4) + (16 * h) + (((2 * g) - (14 * h) - 4) * sizes) - (8 * h) + (4 * g) - 6;
        double c = (((6 * h) + (2 * g) - 2) * 4) + (((4 * h) - (4 * g) + 6) * 2) + (((2 * h) - 6) * sizes) + (4 * h);
        double d = (((2 * h) + 6) * 4) - (8 * h);
        return ((a * all * all * all) + (b * all * all) + (c * all) + d) / ((all - 1) * (all - 2) * (all - 3));
    }
}
