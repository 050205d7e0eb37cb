using System.Numerics;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Statistics.Distances;

/// <summary>
/// The two-sample Kolmogorov-Smirnov statistic, D = sup |F(x) − G(x)|, and its two-sided p-value. Missing values take
/// no part; infinities take part in order.
/// </summary>
public static class KolmogorovSmirnov
{
    /// <summary>The largest sample for which <see cref="PValue(double, long, long, double)"/> counts paths: 10,000.</summary>
    public const long MaximumExactRows = 10_000;

    /// <summary>The statistic of two samples; NaN when either is empty.</summary>
    /// <param name="reference">Not NaN, ascending.</param>
    /// <param name="current">Not NaN, ascending.</param>
    public static double Statistic(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (reference.IsEmpty || current.IsEmpty)
            return double.NaN;

        Int128 largest = 0;
        int i = 0;
        int j = 0;
        while (i < reference.Length && j < current.Length)
        {
            double next = Math.Min(reference[i], current[j]);
            while (i < reference.Length && reference[i] == next)
                i++;
            while (j < current.Length && current[j] == next)
                j++;
            largest = Int128.Max(largest, Int128.Abs(((Int128)i * current.Length) - ((Int128)j * reference.Length)));
        }

        return Ratio(largest, reference.Length, current.Length);
    }

    /// <summary>
    /// The statistic from counts over the same cells: exact when no gap holds values of both sides, which is so when the
    /// cells cut at every value of the reference; otherwise a lower bound, with the upper bound beside it.
    /// </summary>
    /// <exception cref="ArgumentException">The counters count in different cells.</exception>
    public static (double Statistic, double High) FromCells(NumericCounter reference, NumericCounter current)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        if (!reference.Cells.SameAs(current.Cells))
            throw new ArgumentException("The counters count in different cells; only counters over one reference compare.", nameof(current));

        long n = reference.Values;
        long m = current.Values;
        if (n == 0 || m == 0)
            return (double.NaN, double.NaN);

        ReadOnlySpan<CutCell> f = reference.CutCells;
        ReadOnlySpan<CutCell> g = current.CutCells;

        // F − G in units of 1 / (n m): integers, so that equal distances come out equal.
        Int128 place = ((Int128)reference.NegativeInfinities * m) - ((Int128)current.NegativeInfinities * n);
        (Int128 largest, Int128 bound) = n < int.MaxValue && m < int.MaxValue
            ? Walk(f, g, n, m, (long)place)
            : Walk(f, g, n, m, place);
        return (Ratio(largest, n, m), Ratio(bound, n, m));
    }

    /// <summary>
    /// The probability of a statistic of at least <paramref name="statistic"/> when both samples come from one continuous
    /// distribution: by counting lattice paths up to <see cref="MaximumExactRows"/> rows a side (conservative with
    /// ties), beyond that by the one-sample distribution at n m / (n + m) rows. The rule is scipy's `ks_2samp`.
    /// </summary>
    /// <param name="statistic">0 to 1; NaN gives NaN.</param>
    /// <param name="referenceRows">n, at least 1.</param>
    /// <param name="currentRows">m, at least 1.</param>
    /// <param name="exactAbove">
    /// When counting would take milliseconds and the approximation is below this, the approximation is returned. Default
    /// 0: count always.
    /// </param>
    public static double PValue(double statistic, long referenceRows, long currentRows, double exactAbove = 0)
    {
        if (double.IsNaN(statistic) || referenceRows == 0 || currentRows == 0)
            return double.NaN;
        ArgumentOutOfRangeException.ThrowIfLessThan(referenceRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(currentRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(statistic, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statistic, 1);

        double effective = (double)referenceRows * currentRows / ((double)referenceRows + currentRows);
        if (Math.Max(referenceRows, currentRows) > MaximumExactRows)
            return Asymptotic(statistic, effective);

        int n = (int)referenceRows;
        int m = (int)currentRows;
        int h = (int)Math.Round(statistic * (n / Gcd(n, m)) * m);
        double work = (n + (double)m) * statistic * effective;
        if (exactAbove > 0 && work > 200_000 && Asymptotic(statistic, effective) is double tail && tail < exactAbove)
            return tail;
        return LatticePaths.ProbabilityOutside(n, m, h);
    }

    internal static int Gcd(int a, int b) => (int)BigInteger.GreatestCommonDivisor(a, b);

    private static double Asymptotic(double statistic, double effectiveRows) =>
        KolmogorovDistribution.UpperTail((int)Math.Max(Math.Round(Math.Min(effectiveRows, int.MaxValue)), 1), statistic);

    /// <summary>Walks both distributions at once, in the narrowest integers that hold n m.</summary>
    private static (Int128 Largest, Int128 Bound) Walk<T>(ReadOnlySpan<CutCell> f, ReadOnlySpan<CutCell> g, T n, T m, T place)
        where T : struct, IBinaryInteger<T>
    {
        T largest = T.Abs(place);
        T bound = largest;
        for (int i = 0; i < f.Length && i < g.Length; i++)
        {
            T up = T.CreateTruncating(f[i].InGap) * m;
            T down = T.CreateTruncating(g[i].InGap) * n;
            if (up > T.Zero && down > T.Zero)
                bound = T.Max(bound, T.Max(T.Abs(place + up), T.Abs(place - down)));
            place += up - down;
            largest = T.Max(largest, T.Abs(place));
            place += (T.CreateTruncating(f[i].OnCut) * m) - (T.CreateTruncating(g[i].OnCut) * n);
            largest = T.Max(largest, T.Abs(place));
        }

        return (Int128.CreateTruncating(largest), Int128.CreateTruncating(T.Max(largest, bound)));
    }

    private static double Ratio(Int128 difference, long n, long m) => (double)difference / ((double)n * m);
}
