using System.Numerics;

namespace MLOps.Sdk.Benchmarks.Oracle;

/// <summary>Null distributions of rank statistics by counting all orders of two samples; remembered, for sizes come again.</summary>
internal sealed class ExactOrders
{
    private readonly Dictionary<(int, int, long), double> _smirnov = [];
    private readonly Dictionary<(int, int), BigInteger[]> _mannWhitney = [];
    private readonly Dictionary<(int, int), Dictionary<long, BigInteger>> _cramer = [];

    /// <summary>The share of orders in which |i m − j n| reaches a distance.</summary>
    public double KolmogorovSmirnov(int n, int m, long distance)
    {
        if (_smirnov.TryGetValue((n, m, distance), out double known))
            return known;

        var inside = new BigInteger[m + 1];
        for (int i = 0; i <= n; i++)
        {
            for (int j = 0; j <= m; j++)
            {
                BigInteger ways = i == 0 && j == 0 ? BigInteger.One : (i > 0 ? inside[j] : BigInteger.Zero) + (j > 0 ? inside[j - 1] : BigInteger.Zero);
                inside[j] = Math.Abs(((long)i * m) - ((long)j * n)) >= distance ? BigInteger.Zero : ways;
            }
        }

        BigInteger all = ExactTails.Binomial(n + m, n);
        return _smirnov[(n, m, distance)] = ExactSample.ToDouble(all - inside[m], all);
    }

    /// <summary>P(U ≥ u) by the recursion over the largest value.</summary>
    public double MannWhitney(int n, int m, long u)
    {
        BigInteger[] counts = Ways(n, m);
        BigInteger tail = BigInteger.Zero;
        for (long i = Math.Max(u, 0); i < counts.Length; i++)
            tail += counts[i];
        return ExactSample.ToDouble(tail, ExactTails.Binomial(n + m, n));
    }

    /// <summary>The share of orders in which Σ (i m − j n)² reaches a sum.</summary>
    public double CramerVonMises(int n, int m, BigInteger sum)
    {
        if (!_cramer.TryGetValue((n, m), out Dictionary<long, BigInteger>? counts))
            _cramer[(n, m)] = counts = Sums(n, m);
        BigInteger tail = BigInteger.Zero;
        foreach ((long value, BigInteger ways) in counts)
        {
            if (value >= sum)
                tail += ways;
        }

        return ExactSample.ToDouble(tail, ExactTails.Binomial(n + m, n));
    }

    private BigInteger[] Ways(int n, int m)
    {
        if (_mannWhitney.TryGetValue((n, m), out BigInteger[]? known))
            return known;

        var counts = new BigInteger[(n * m) + 1];
        if (n == 0 || m == 0)
        {
            counts[0] = 1;
            return _mannWhitney[(n, m)] = counts;
        }

        // The largest value is of the first sample and above all m of the second, or of the second.
        BigInteger[] first = Ways(n - 1, m);
        BigInteger[] second = Ways(n, m - 1);
        for (int u = 0; u < counts.Length; u++)
            counts[u] = (u >= m && u - m < first.Length ? first[u - m] : 0) + (u < second.Length ? second[u] : 0);
        return _mannWhitney[(n, m)] = counts;
    }

    private static Dictionary<long, BigInteger> Sums(int n, int m)
    {
        var row = new Dictionary<long, BigInteger>[m + 1];
        for (int i = 0; i <= n; i++)
        {
            for (int j = 0; j <= m; j++)
            {
                var here = new Dictionary<long, BigInteger>();
                long gap = ((long)i * m) - ((long)j * n);
                if (i == 0 && j == 0)
                    here[0] = 1;
                foreach ((long sum, BigInteger ways) in (i > 0 ? row[j] : []).Concat(j > 0 ? row[j - 1] : []))
                    here[sum + (gap * gap)] = here.GetValueOrDefault(sum + (gap * gap)) + ways;
                row[j] = here;
            }
        }

        return row[m];
    }
}
