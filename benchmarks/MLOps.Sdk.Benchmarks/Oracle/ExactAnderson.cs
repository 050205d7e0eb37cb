using System.Numerics;

namespace MLOps.Sdk.Benchmarks.Oracle;

/// <summary>The two-sample Anderson-Darling statistic with midranks (Scholz and Stephens 1987, equations 3, 4 and 7) in exact numbers.</summary>
internal static class ExactAnderson
{
    public static void Add(Dictionary<string, double> found, double[] a, double[] b, double[] all)
    {
        ExactNumber size = all.Length;
        ExactNumber statistic = (size - 1) / size * (Sum(a, all) + Sum(b, all));
        ExactNumber standard = (statistic - 1) / ExactNumber.Sqrt(Variance(a.Length, b.Length));
        double value = standard.ToDouble();
        found["andersonDarling"] = value;
        found["andersonDarlingPValue"] = PValue(value);
    }

    private static ExactNumber Sum(double[] own, double[] all)
    {
        long n = own.Length;
        long size = all.Length;
        ExactNumber sum = ExactNumber.Zero;
        foreach (double place in all.Distinct())
        {
            long here = all.Count(v => v == place);
            long twiceMiddle = (2 * all.Count(v => v < place)) + here;
            long twiceOwn = (2 * own.Count(v => v < place)) + own.Count(v => v == place);
            BigInteger difference = ((BigInteger)size * twiceOwn) - ((BigInteger)n * twiceMiddle);
            BigInteger weight = ((BigInteger)twiceMiddle * ((2 * size) - twiceMiddle)) - ((BigInteger)size * here);
            sum += ExactNumber.Ratio(here * difference * difference, weight * size * n);
        }

        return sum;
    }

    private static ExactNumber Variance(long n, long m)
    {
        long size = n + m;
        ExactNumber h = ExactNumber.Zero;
        for (long i = 1; i < size; i++)
            h += ExactNumber.Ratio(1, i);
        ExactNumber g = ExactNumber.Zero;
        for (long i = 1; i <= size - 2; i++)
        {
            for (long j = i + 1; j <= size - 1; j++)
                g += ExactNumber.Ratio(1, (size - i) * j);
        }

        const int k = 2;
        ExactNumber sizes = ExactNumber.Ratio(1, n) + ExactNumber.Ratio(1, m);
        ExactNumber a = (((g * 4) - 6) * (k - 1)) + ((10 - (g * 6)) * sizes);
        ExactNumber b = (((g * 2) - 4) * (k * k)) + (h * 8 * k) + (((g * 2) - (h * 14) - 4) * sizes) - (h * 8) + (g * 4) - 6;
        ExactNumber c = (((h * 6) + (g * 2) - 2) * (k * k)) + (((h * 4) - (g * 4) + 6) * k) + (((h * 2) - 6) * sizes) + (h * 4);
        ExactNumber d = (((h * 2) + 6) * (k * k)) - (h * 4 * k);
        ExactNumber x = size;
        return ((a * x * x * x) + (b * x * x) + (c * x) + d) / ((x - 1) * (x - 2) * (x - 3));
    }

    /// <summary>A parabola through the logarithms of seven levels by least squares, as scipy interpolates.</summary>
    private static double PValue(double statistic)
    {
        double[] critical = [0.325, 1.226, 1.961, 2.718, 3.752, 4.592, 6.546];
        double[] levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];
        if (statistic < critical[0])
            return 0.25;
        if (statistic > critical[^1])
            return 0.001;

        // Normal equations, solved by Cramer's rule in exact numbers.
        ExactNumber[] s = [.. Enumerable.Range(0, 5).Select(power => Total(critical, x => Power(x, power)))];
        ExactNumber[] t = [.. Enumerable.Range(0, 3).Select(power => Total([.. critical.Zip(levels).Select(pair => pair.First)], x => Power(x, power) * ExactNumber.Ln(ExactNumber.Of(levels[Array.IndexOf(critical, x)]))))];
        ExactNumber determinant = Determinant(s[0], s[1], s[2], s[1], s[2], s[3], s[2], s[3], s[4]);
        double c0 = (Determinant(t[0], s[1], s[2], t[1], s[2], s[3], t[2], s[3], s[4]) / determinant).ToDouble();
        double c1 = (Determinant(s[0], t[0], s[2], s[1], t[1], s[3], s[2], t[2], s[4]) / determinant).ToDouble();
        double c2 = (Determinant(s[0], s[1], t[0], s[1], s[2], t[1], s[2], s[3], t[2]) / determinant).ToDouble();
        return Math.Exp(c0 + (c1 * statistic) + (c2 * statistic * statistic));
    }

    private static ExactNumber Power(double x, int power) => power == 0 ? 1 : ExactNumber.Of(x) * Power(x, power - 1);

    private static ExactNumber Total(double[] values, Func<double, ExactNumber> term) => values.Aggregate(ExactNumber.Zero, (sum, x) => sum + term(x));

    private static ExactNumber Determinant(ExactNumber a, ExactNumber b, ExactNumber c, ExactNumber d, ExactNumber e, ExactNumber f, ExactNumber g, ExactNumber h, ExactNumber i) =>
        (a * ((e * i) - (f * h))) - (b * ((d * i) - (f * g))) + (c * ((d * h) - (e * g)));
}
