using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.Statistics.Distances;

/// <summary>
/// The exact null distribution of the two-sample Kolmogorov-Smirnov statistic: orders of n and m values are lattice
/// paths from (0, 0) to (n, m), all equally likely, and D ≥ d when a path leaves a band around the diagonal.
/// </summary>
/// <remarks>
/// A path through (i, j) came from (i − 1, j) with probability i / (i + j). So the probability p(i, j) to have left the
/// band on the way to (i, j) is (i p(i − 1, j) + j p(i, j − 1)) / (i + j), and 1 outside the band. Only sums of positive
/// numbers: tiny tails keep their digits (the idea of Viehmann 2021). Points of equal i + j do not depend on each other,
/// so a diagonal is one vector operation, and by symmetry the walk stops halfway, where both halves meet.
/// </remarks>
internal static class LatticePaths
{
    private static readonly int Pad = Vector<double>.Count + 1;

    /// <summary>The probability that a random path reaches a distance of h / lcm(n, m) or more.</summary>
    public static double ProbabilityOutside(int n, int m, int h)
    {
        if (h <= 0)
            return 1;

        int rows = Math.Max(n, m);
        int columns = Math.Min(n, m);
        if (rows == columns)
            return OutsideOfSquare(rows, h);

        int divisor = KolmogorovSmirnov.Gcd(rows, columns);
        var band = new Band(rows, columns, rows / divisor, columns / divisor, h);
        double[] current = ArrayPool<double>.Shared.Rent(columns + (2 * Pad) + 2);
        double[] next = ArrayPool<double>.Shared.Rent(columns + (2 * Pad) + 2);
        try
        {
            return Walk(band, ref current, ref next);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(current);
            ArrayPool<double>.Shared.Return(next);
        }
    }

    private static double Walk(in Band band, ref double[] current, ref double[] next)
    {
        int total = band.Rows + band.Columns;
        int half = total / 2;
        (int low, int high) = (0, 0);
        Array.Fill(current, 1);
        Array.Fill(next, 1);
        current[Pad] = 0;
        for (int s = 1; s <= half; s++)
        {
            (low, high) = band.Inside(s, low, high);
            if (low > high)
                return 1;
            Step(current, next, s, low, high);
            (current, next) = (next, current);
        }

        if (total % 2 == 0)
            return Meet(band, half, low, high, current, low, high, current);

        (int lowAfter, int highAfter) = band.Inside(half + 1, low, high);
        if (lowAfter > highAfter)
            return 1;
        Step(current, next, half + 1, lowAfter, highAfter);
        return Meet(band, half, low, high, current, lowAfter, highAfter, next);
    }

    /// <summary>Fills one diagonal from the one before; both hold 1 just outside their bands.</summary>
    private static void Step(double[] from, double[] to, int s, int low, int high)
    {
        Span<double> source = from;
        ref double read = ref MemoryMarshal.GetReference(source);
        ref double write = ref MemoryMarshal.GetArrayDataReference(to);
        var scale = new Vector<double>(1.0 / s);
        var sum = new Vector<double>(s);
        Vector<double> column = Vector<double>.Indices + new Vector<double>(low);
        var step = new Vector<double>(Vector<double>.Count);

        // Writes up to a vector beyond the band; the padding takes it, and the ones are put back after.
        for (int j = low; j <= high; j += Vector<double>.Count)
        {
            Vector<double> same = Vector.LoadUnsafe(ref read, (nuint)(j + Pad));
            Vector<double> left = Vector.LoadUnsafe(ref read, (nuint)(j + Pad - 1));
            ((((sum - column) * same) + (column * left)) * scale).StoreUnsafe(ref write, (nuint)(j + Pad));
            column += step;
        }

        to[low + Pad - 1] = 1;
        to[high + Pad + 1] = 1;
    }

    /// <summary>
    /// Joins the way to diagonal s with the way from the end back to it: paths through (s − j, j) are
    /// hypergeometrically many, and inside only if inside on both ways.
    /// </summary>
    private static double Meet(in Band band, int s, int low, int high, double[] way, int lowBack, int highBack, double[] back)
    {
        int rows = band.Rows;
        int columns = band.Columns;
        int first = Math.Max(0, s - rows);
        int last = Math.Min(s, columns);
        int mode = Math.Clamp((int)((s + 1.0) * (columns + 1.0) / (rows + columns + 2.0)), first, last);
        double outside = 0;
        double all = 0;
        double weight = 1;
        for (int j = mode; j <= last; j++)
        {
            Take(j);
            weight *= (double)(s - j) / (j + 1) * (columns - j) / (rows - s + j + 1);
        }

        weight = 1;
        for (int j = mode; j > first;)
        {
            weight *= (double)j / (s - j + 1) * (rows - s + j) / (columns - j + 1);
            Take(--j);
        }

        return Math.Min(outside / all, 1);

        void Take(int j)
        {
            double there = j < low || j > high ? 1 : way[j + Pad];
            int mirrored = columns - j;
            double home = mirrored < lowBack || mirrored > highBack ? 1 : back[mirrored + Pad];
            outside += weight * (there + (home * (1 - there)));
            all += weight;
        }
    }

    /// <summary>Both samples of one size: by the reflection principle, an alternating sum in Horner's form (Gnedenko and Korolyuk 1951).</summary>
    private static double OutsideOfSquare(int n, int h)
    {
        if (h > n)
            return 0;

        double sum = 0;
        for (int k = n / h; k >= 1; k--)
        {
            // The ratio of binomials C(2n, n − k h) / C(2n, n − (k − 1) h).
            double ratio = 1;
            int from = (k - 1) * h;
            for (int j = 0; j < h; j++)
                ratio = ratio * (n - from - j) / (n + from + j + 1);
            sum = ratio * (1 - sum);
        }

        return Math.Clamp(2 * sum, 0, 1);
    }

    /// <summary>The points (i, j) with |i columns' − j rows'| &lt; h, where the primes are divided by the common divisor.</summary>
    private readonly record struct Band(int Rows, int Columns, int RowStep, int ColumnStep, int Distance)
    {
        /// <summary>The first and last j inside on the diagonal i + j = s, from those of the diagonal before.</summary>
        public (int Low, int High) Inside(int s, int low, int high)
        {
            // On a diagonal, i columns' − j rows' = s columns' − j (rows' + columns'): both ends move by one or stay.
            long middle = (long)s * ColumnStep;
            long step = (long)RowStep + ColumnStep;
            if (low < s - Rows || (low * step) <= middle - Distance)
                low++;
            if (high < Math.Min(s, Columns) && (high + 1) * step < middle + Distance)
                high++;
            return (low, high);
        }
    }
}
