using MathNet.Numerics;

namespace MLOps.Sdk.Statistics.HypothesisTests;

/// <summary>Pearson's chi-square tests and the likelihood-ratio G-test on counts of categories or bins.</summary>
/// <remarks>Cells that are empty on both sides take no part. A single cell, or an empty side, is "not enough data".</remarks>
public static class ChiSquare
{
    /// <summary>
    /// Goodness of fit of the current counts to the reference's shares, Σ (O − E)² / E with E = reference · m / n. Takes
    /// the reference as known, so it is right when the reference is much larger; otherwise use <see cref="Contingency"/>.
    /// </summary>
    /// <remarks>A category that the reference does not have is impossible under it: the statistic is infinite, p is 0.</remarks>
    public static Significance GoodnessOfFit(ReadOnlySpan<long> reference, ReadOnlySpan<long> current) =>
        Fit(reference, current, static (observed, expected) => (observed - expected) * (observed - expected) / expected);

    /// <summary>
    /// As <see cref="GoodnessOfFit"/> after merging the rarest categories, two at a time, until the approximation is sound:
    /// at most a fifth of three or more cells expect less than 5 (Yates), or both of two expect at least 10 (Cochran).
    /// </summary>
    /// <returns>Unknown when no merging makes it sound: there are too few rows.</returns>
    public static Significance GoodnessOfFitMerged(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        (double n, double m, int cells) = Totals(reference, current);
        var merged = new PriorityQueue<(long Reference, long Current), double>();
        for (int i = 0; i < reference.Length; i++)
        {
            if (reference[i] > 0 || current[i] > 0)
                merged.Enqueue((reference[i], current[i]), reference[i]);
        }

        while (n > 0 && m > 0 && merged.Count > 1 && !Sound(merged, m / n))
        {
            (long Reference, long Current) rarest = merged.Dequeue();
            (long Reference, long Current) next = merged.Dequeue();
            merged.Enqueue((rarest.Reference + next.Reference, rarest.Current + next.Current), rarest.Reference + next.Reference);
            cells--;
        }

        long[] left = new long[cells];
        long[] right = new long[cells];
        for (int i = 0; i < cells && merged.Count > 0; i++)
            (left[i], right[i]) = merged.Dequeue();
        return GoodnessOfFit(left, right);
    }

    /// <summary>The G-test of fit, 2 Σ O ln(O / E) with E = reference · m / n.</summary>
    public static Significance GTest(ReadOnlySpan<long> reference, ReadOnlySpan<long> current) =>
        Fit(reference, current, static (observed, expected) => observed == 0 ? 0 : 2 * observed * Math.Log(observed / expected));

    /// <summary>The test of homogeneity of two rows of counts (a 2 × k contingency table); k − 1 degrees of freedom.</summary>
    /// <param name="reference">Counts of the reference.</param>
    /// <param name="current">Counts of the current values.</param>
    /// <param name="continuity">Yates's correction, only where there are two categories. Default true, as in scipy.</param>
    public static Significance Contingency(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, bool continuity = true)
    {
        (double n, double m, int cells) = Totals(reference, current);
        if (n == 0 || m == 0 || cells < 2)
            return Significance.Unknown;

        double sum = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            double column = (double)reference[i] + current[i];
            if (column == 0)
                continue;

            double expectedReference = column * (n / (n + m));
            double expectedCurrent = column * (m / (n + m));
            double difference = Math.Abs(reference[i] - expectedReference);
            if (continuity && cells == 2)
                difference -= Math.Min(0.5, difference);
            sum += (difference * difference / expectedReference) + (difference * difference / expectedCurrent);
        }

        return new Significance(sum, UpperTail(sum, cells - 1), cells - 1);
    }

    /// <summary>P(X ≥ statistic) of the chi-square distribution.</summary>
    /// <param name="statistic">0 or more; infinity gives 0.</param>
    /// <param name="degreesOfFreedom">Above 0.</param>
    public static double UpperTail(double statistic, double degreesOfFreedom)
    {
        if (double.IsNaN(statistic))
            return double.NaN;
        if (statistic <= 0)
            return 1;
        return double.IsPositiveInfinity(statistic) ? 0 : SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2, statistic / 2);
    }

    private static Significance Fit(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, Func<double, double, double> term)
    {
        (double n, double m, int cells) = Totals(reference, current);
        if (n == 0 || m == 0 || cells < 2)
            return Significance.Unknown;

        double sum = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            if (reference[i] > 0)
                sum += term(current[i], reference[i] * (m / n));
            else if (current[i] > 0)
                sum = double.PositiveInfinity;
        }

        return new Significance(sum, UpperTail(sum, cells - 1), cells - 1);
    }

    private static bool Sound(PriorityQueue<(long Reference, long Current), double> cells, double scale)
    {
        int below5 = 0;
        int below10 = 0;
        foreach (((long expected, long _), double _) in cells.UnorderedItems)
        {
            below5 += expected * scale < 5 ? 1 : 0;
            below10 += expected * scale < 10 ? 1 : 0;
        }

        return cells.Count >= 3 ? below5 <= 0.2 * cells.Count : below10 == 0;
    }

    private static (double Reference, double Current, int Cells) Totals(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        Distances.Shares.RequireSameLength(reference.Length, current.Length);
        double n = 0;
        double m = 0;
        int cells = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            n += reference[i];
            m += current[i];
            cells += reference[i] > 0 || current[i] > 0 ? 1 : 0;
        }

        return (n, m, cells);
    }
}
