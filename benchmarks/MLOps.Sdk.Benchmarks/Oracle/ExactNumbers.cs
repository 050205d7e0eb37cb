using System.Numerics;

namespace MLOps.Sdk.Benchmarks.Oracle;

/// <summary>Statistics of two samples of numbers, from the definitions, in whole numbers wherever there are any. Slow.</summary>
internal sealed class ExactNumbers(ExactOrders orders)
{
    /// <summary>Every statistic that is known; the others are not there.</summary>
    /// <param name="reference">In any order, with NaN and infinities.</param>
    /// <param name="current">In any order, with NaN and infinities.</param>
    /// <param name="edges">The inner edges of the bins, closed on the right.</param>
    public Dictionary<string, double> Of(double[] reference, double[] current, double[] edges)
    {
        var found = new Dictionary<string, double>();
        double[] a = [.. reference.Where(v => !double.IsNaN(v))];
        double[] b = [.. current.Where(v => !double.IsNaN(v))];
        ExactShares.Add(found, Bins(a, edges), Bins(b, edges));
        if (a.Length > 0 && b.Length > 0)
        {
            long distance = a.Concat(b).Distinct().Max(x => Math.Abs(((long)a.Count(v => v <= x) * b.Length) - ((long)b.Count(v => v <= x) * a.Length)));
            found["ks"] = ExactSample.ToDouble(distance, (BigInteger)a.Length * b.Length);
            found["ksPValue"] = orders.KolmogorovSmirnov(a.Length, b.Length, distance);
        }

        a = [.. a.Where(double.IsFinite).Order()];
        b = [.. b.Where(double.IsFinite).Order()];
        if (a.Length == 0 || b.Length == 0)
            return found;

        AddDistances(found, a, b);
        AddMeans(found, a, b);
        AddRanks(found, a, b);
        return found;
    }

    private static long[] Bins(double[] values, double[] edges)
    {
        long[] counts = new long[edges.Length + 1];
        foreach (double value in values)
            counts[edges.Count(edge => edge < value)]++;
        return counts;
    }

    private static void AddDistances(Dictionary<string, double> found, double[] a, double[] b)
    {
        double[] places = [.. a.Concat(b).Distinct().Order()];
        BigInteger area = 0;
        BigInteger squares = 0;
        for (int i = 0; i + 1 < places.Length; i++)
        {
            BigInteger gap = ((BigInteger)a.Count(v => v <= places[i]) * b.Length) - ((BigInteger)b.Count(v => v <= places[i]) * a.Length);
            BigInteger width = ExactSample.Units(places[i + 1]) - ExactSample.Units(places[i]);
            area += BigInteger.Abs(gap) * width;
            squares += gap * gap * width;
        }

        BigInteger product = (BigInteger)a.Length * b.Length;
        double distance = ExactSample.ToDouble(area, product * ExactSample.One);
        double deviation = Deviation(a);
        found["wasserstein"] = distance;
        found["wassersteinNormed"] = Math.Min(deviation > 0.001 ? distance / deviation : distance / 0.001, double.MaxValue);
        found["energy"] = ExactSample.Root(2 * squares, product * product * ExactSample.One);
    }

    private static double Deviation(double[] values)
    {
        (BigInteger sum, BigInteger squares) = Sums(values);
        return ExactSample.Root((squares * values.Length) - (sum * sum), (BigInteger)values.Length * values.Length * ExactSample.One * ExactSample.One);
    }

    private static void AddMeans(Dictionary<string, double> found, double[] a, double[] b)
    {
        (BigInteger sumA, BigInteger squaresA) = Sums(a);
        (BigInteger sumB, BigInteger squaresB) = Sums(b);
        BigInteger n = a.Length;
        BigInteger m = b.Length;

        // The difference of means over n m; sums of squared deviations over n, and over m.
        BigInteger difference = (sumA * m) - (sumB * n);
        BigInteger deviationsA = (squaresA * n) - (sumA * sumA);
        BigInteger deviationsB = (squaresB * m) - (sumB * sumB);
        if (n + m >= 3)
        {
            // t² = (d / nm)² (n + m − 2) / ((A / n + B / m) (1/n + 1/m)).
            BigInteger top = difference * difference * (n + m - 2);
            BigInteger bottom = ((deviationsA * m) + (deviationsB * n)) * (n + m);
            found["tTestPValue"] = P(top, bottom, t => ExactTails.Student(ExactSample.Root(t.Top, t.Bottom), (int)(n + m - 2)));
        }

        if (n >= 2 && m >= 2)
        {
            // z² = (d / nm)² / (A / (n² (n − 1)) + B / (m² (m − 1))).
            BigInteger top = difference * difference * (n - 1) * (m - 1);
            BigInteger bottom = (deviationsA * m * m * (m - 1)) + (deviationsB * n * n * (n - 1));
            found["zTestPValue"] = P(top, bottom, z => ExactTails.NormalTwoSided(ExactNumber.Ratio(z.Top, z.Bottom)));
        }
    }

    private static double P((BigInteger Top, BigInteger Bottom) ratio, Func<(BigInteger Top, BigInteger Bottom), double> tail) =>
        !ratio.Bottom.IsZero ? tail(ratio) : ratio.Top.IsZero ? double.NaN : 0;

    private static double P(BigInteger top, BigInteger bottom, Func<(BigInteger Top, BigInteger Bottom), double> tail) => P((top, bottom), tail);

    private static (BigInteger Sum, BigInteger Squares) Sums(double[] values)
    {
        BigInteger sum = 0;
        BigInteger squares = 0;
        foreach (double value in values)
        {
            BigInteger units = ExactSample.Units(value);
            sum += units;
            squares += units * units;
        }

        return (sum, squares);
    }

    private void AddRanks(Dictionary<string, double> found, double[] a, double[] b)
    {
        double[] all = [.. a.Concat(b).Order()];
        int n = a.Length;
        int m = b.Length;
        long twiceU = 0;
        foreach (double x in a)
            twiceU += (2 * b.Count(y => y < x)) + b.Count(y => y == x);
        found["mannWhitney"] = twiceU / 2.0;
        found["mannWhitneyPValue"] = MannWhitney(all, n, m, twiceU);

        if (n > 1 && m > 1)
        {
            // In halves of ranks: Σ (midrank − own rank)² in quarters.
            BigInteger quarters = (n * Gaps(a, all)) + (m * Gaps(b, all));
            BigInteger product = (BigInteger)n * m;
            BigInteger top = (6 * quarters) - (4 * product * ((4 * product) - 1));
            BigInteger bottom = 24 * product * (n + m);
            double t = ExactSample.ToDouble(top, bottom);
            found["cramerVonMises"] = t;
            BigInteger sum = CeilingOf(top * product * (n + m) * (n + m), bottom);
            found["cramerVonMisesPValue"] = Math.Max(n, m) <= 20 ? orders.CramerVonMises(n, m, sum) : CramerLimit(n, m, t);
        }

        if (n + m >= 4 && all[0] != all[^1])
            ExactAnderson.Add(found, a, b, all);
    }

    private double MannWhitney(double[] all, int n, int m, long twiceU)
    {
        long greater = Math.Max(twiceU, (2L * n * m) - twiceU);
        int[] ties = [.. all.GroupBy(v => v).Select(group => group.Count())];
        if (ties.All(count => count == 1) && Math.Min(n, m) <= 8)
            return Math.Min(2 * orders.MannWhitney(n, m, (greater + 1) / 2), 1);

        long size = n + m;
        BigInteger tied = 0;
        foreach (int count in ties)
            tied += ((BigInteger)count * count * count) - count;

        // z = (U − nm/2 − ½) / √(nm/12 (N + 1 − ties / (N (N − 1)))).
        BigInteger bottom = (BigInteger)n * m * (((BigInteger)(size + 1) * size * (size - 1)) - tied);
        BigInteger twice = greater - ((BigInteger)n * m) - 1;
        if (bottom.Sign <= 0)
            return 1;
        return twice.Sign <= 0 ? 1 : ExactTails.NormalTwoSided(ExactNumber.Ratio(twice * twice * 3 * size * (size - 1), bottom));
    }

    private static BigInteger Gaps(double[] own, double[] all)
    {
        BigInteger sum = 0;
        for (int i = 0; i < own.Length; i++)
        {
            long twiceRank = (2L * all.Count(v => v < own[i])) + all.Count(v => v == own[i]) + 1;
            long gap = twiceRank - (2L * (i + 1));
            sum += gap * gap;
        }

        return sum;
    }

    private static BigInteger CeilingOf(BigInteger top, BigInteger bottom) => BigInteger.DivRem(top, bottom, out BigInteger rest) + (rest.Sign > 0 ? 1 : 0);

    private static double CramerLimit(double n, double m, double t)
    {
        double all = n + m;
        double mean = (1 + (1 / all)) / 6;
        double variance = (all + 1) * ((4 * n * m * all) - (3 * ((n * n) + (m * m))) - (2 * n * m)) / (45 * all * all * 4 * n * m);
        return ExactTails.CramerVonMises((1.0 / 6) + ((t - mean) / Math.Sqrt(45 * variance)));
    }
}
