using System.Numerics;

namespace MLOps.Sdk.Benchmarks.Oracle;

/// <summary>Distances between shares from counts, in exact numbers. Written from the definitions, one line each.</summary>
internal static class ExactShares
{
    private static readonly ExactNumber Floor = ExactNumber.Of(1e-4);

    public static void Add(Dictionary<string, double> found, long[] reference, long[] current)
    {
        long n = reference.Sum();
        long m = current.Sum();
        if (n == 0 || m == 0)
            return;

        (ExactNumber P, ExactNumber Q)[] shares = [.. reference.Zip(current, (a, b) => (ExactNumber.Ratio(a, n), ExactNumber.Ratio(b, m)))];
        (ExactNumber P, ExactNumber Q)[] floored = [.. shares.Select(s => (ExactNumber.Max(s.P, Floor), ExactNumber.Max(s.Q, Floor)))];
        ExactNumber totalP = Sum(floored, s => s.P);
        ExactNumber totalQ = Sum(floored, s => s.Q);
        ExactNumber divergence = Sum(shares, s => (Term(s.P, (s.P + s.Q) / 2) + Term(s.Q, (s.P + s.Q) / 2)) / 2);
        ExactNumber overlap = Sum(shares, s => ExactNumber.Sqrt(s.P * s.Q));
        ExactNumber largest = shares.Select(s => ExactNumber.Abs(s.P - s.Q)).Max();

        found["psi"] = Sum(floored, s => (s.Q - s.P) * (ExactNumber.Ln(s.Q) - ExactNumber.Ln(s.P))).ToDouble();
        found["kullbackLeibler"] = Sum(floored, s => Term(s.Q / totalQ, s.P / totalP)).ToDouble();
        found["kullbackLeiblerOfReference"] = Sum(floored, s => Term(s.P / totalP, s.Q / totalQ)).ToDouble();
        found["jensenShannon"] = ExactNumber.Sqrt(divergence / ExactNumber.Ln(2)).ToDouble();
        found["jensenShannonNatural"] = ExactNumber.Sqrt(divergence).ToDouble();
        found["hellinger"] = ExactNumber.Sqrt(ExactNumber.Max(ExactNumber.One - overlap, ExactNumber.Zero)).ToDouble();
        found["bhattacharyya"] = overlap.Sign == 0 ? double.NaN : (-ExactNumber.Ln(overlap)).ToDouble();
        found["totalVariation"] = (Sum(shares, s => ExactNumber.Abs(s.P - s.Q)) / 2).ToDouble();
        found["lInfinity"] = largest.ToDouble();
        found["lInfinityRobust"] = ExactNumber.Max(largest - (ExactNumber.Ratio(18, 10) * ExactNumber.Sqrt(ExactNumber.Ratio(1, n) + ExactNumber.Ratio(1, m))), ExactNumber.Zero).ToDouble();
    }

    public static void AddTests(Dictionary<string, double> found, long[] reference, long[] current)
    {
        long n = reference.Sum();
        long m = current.Sum();
        (long A, long B)[] cells = [.. reference.Zip(current).Where(cell => cell.First + cell.Second > 0)];
        if (n == 0 || m == 0)
            return;

        if (cells.Length > 1)
        {
            ExactNumber contingency = Contingency(cells, n, m);
            found["chiSquare"] = contingency.ToDouble();
            found["chiSquarePValue"] = ExactTails.ChiSquare(contingency, cells.Length - 1);
            bool impossible = cells.Any(cell => cell.A == 0);
            ExactNumber fit = impossible ? 0 : Sum(cells, cell => Square(cell.B - (ExactNumber.Ratio(cell.A, n) * m)) / (ExactNumber.Ratio(cell.A, n) * m));
            found["chiSquareGoodnessOfFit"] = impossible ? double.NaN : fit.ToDouble();
            found["chiSquareGoodnessOfFitPValue"] = impossible ? 0 : ExactTails.ChiSquare(fit, cells.Length - 1);
            ExactNumber g = impossible ? 0 : Sum(cells, cell => cell.B == 0 ? 0 : ExactNumber.Ln(ExactNumber.Ratio((BigInteger)cell.B * n, (BigInteger)cell.A * m)) * (2 * cell.B));
            found["gTest"] = impossible ? double.NaN : g.ToDouble();
            found["gTestPValue"] = impossible ? 0 : ExactTails.ChiSquare(g, cells.Length - 1);
        }

        if (reference.Length == 2)
        {
            found["zTestPValue"] = cells.Length < 2 ? 1 : ExactTails.NormalTwoSided(Proportions(reference[0], n, current[0], m));
            found["fisherPValue"] = Fisher(reference, current);
        }
    }

    private static ExactNumber Contingency((long A, long B)[] cells, long n, long m) => Sum(cells, cell =>
    {
        ExactNumber expected = ExactNumber.Ratio((BigInteger)(cell.A + cell.B) * n, n + m);
        ExactNumber difference = ExactNumber.Abs(cell.A - expected);
        if (cells.Length == 2)
            difference = ExactNumber.Max(difference - ExactNumber.Ratio(1, 2), 0);
        return (Square(difference) / expected) + (Square(difference) / (cell.A + cell.B - expected));
    });

    private static ExactNumber Proportions(long a, long n, long b, long m)
    {
        ExactNumber pooled = ExactNumber.Ratio(a + b, n + m);
        return Square(ExactNumber.Ratio(a, n) - ExactNumber.Ratio(b, m)) / (pooled * (ExactNumber.One - pooled) * (ExactNumber.Ratio(1, n) + ExactNumber.Ratio(1, m)));
    }

    private static double Fisher(long[] reference, long[] current)
    {
        int n = (int)reference.Sum();
        int m = (int)current.Sum();
        int first = (int)(reference[0] + current[0]);
        BigInteger observed = ExactTails.Binomial(n, (int)reference[0]) * ExactTails.Binomial(m, (int)current[0]);
        BigInteger extreme = 0;
        for (int i = Math.Max(0, first - m); i <= Math.Min(n, first); i++)
        {
            BigInteger ways = ExactTails.Binomial(n, i) * ExactTails.Binomial(m, first - i);
            if (ways <= observed)
                extreme += ways;
        }

        return ExactSample.ToDouble(extreme, ExactTails.Binomial(n + m, first));
    }

    private static ExactNumber Term(ExactNumber share, ExactNumber other) => share.Sign > 0 ? share * ExactNumber.Ln(share / other) : 0;

    private static ExactNumber Square(ExactNumber value) => value * value;

    private static ExactNumber Sum<T>(IEnumerable<T> items, Func<T, ExactNumber> value)
    {
        ExactNumber sum = ExactNumber.Zero;
        foreach (T item in items)
            sum += value(item);
        return sum;
    }
}
