namespace MLOps.Sdk.Statistics.Performance;

/// <summary>
/// The area under the ROC curve: the probability that a positive scores above a negative, ties counted half
/// (Mann-Whitney), with the interval of DeLong, DeLong and Clarke-Pearson (1988) on the logit scale.
/// </summary>
public static class RocAuc
{
    /// <summary>The exact area. Infinite scores rank; rows whose score is NaN are left out.</summary>
    /// <param name="scores">Higher is more likely positive.</param>
    /// <param name="labels">The truth, one for each score.</param>
    /// <param name="level">The interval's level, above 0 and below 1. Default 0.95.</param>
    /// <returns>Unknown when a class has no rows.</returns>
    public static Estimate Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, double level = Estimate.DefaultLevel)
    {
        Rows.RequireSameLength(scores.Length, labels.Length);
        double[] sorted = new double[scores.Length];
        bool[] truths = new bool[scores.Length];
        int rows = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
                continue;
            sorted[rows] = scores[i];
            truths[rows++] = labels[i];
        }

        Array.Sort(sorted, truths, 0, rows);

        // Equal scores make one group; the counts of a group overwrite what has been read.
        long[] positives = new long[rows];
        long[] negatives = new long[rows];
        int groups = 0;
        for (int i = 0; i < rows; i++)
        {
            if (i > 0 && sorted[i] != sorted[i - 1])
                groups++;
            if (truths[i])
                positives[groups]++;
            else
                negatives[groups]++;
        }

        int count = rows == 0 ? 0 : groups + 1;
        return OfGroups(positives.AsSpan(0, count), negatives.AsSpan(0, count), level);
    }

    /// <summary>The area over groups of equal scores.</summary>
    /// <param name="positives">The positives of each group, by ascending score.</param>
    /// <param name="negatives">The negatives of each group.</param>
    /// <param name="level">The interval's level, above 0 and below 1. Default 0.95.</param>
    /// <returns>Unknown when a class has no rows.</returns>
    public static Estimate OfGroups(ReadOnlySpan<long> positives, ReadOnlySpan<long> negatives, double level = Estimate.DefaultLevel)
    {
        Rows.RequireSameLength(positives.Length, negatives.Length);
        double z = Intervals.NormalQuantile(level);
        double allPositives = Sum(positives);
        double allNegatives = Sum(negatives);
        if (allPositives == 0 || allNegatives == 0)
            return Estimate.Unknown;

        double area = 0;
        double below = 0;
        for (int i = 0; i < positives.Length; i++)
        {
            area += positives[i] * ((below + (0.5 * negatives[i])) / allNegatives);
            below += negatives[i];
        }

        area = Math.Min(area / allPositives, 1);
        double error = StandardError(positives, negatives, allPositives, allNegatives, area);
        return Interval(area, error, z, (long)Math.Min(allPositives, allNegatives), level);
    }

    /// <summary>√(var(V₁)/n₁ + var(V₀)/n₀), where V is the share of the other class that a row is on the right side of.</summary>
    private static double StandardError(ReadOnlySpan<long> positives, ReadOnlySpan<long> negatives, double allPositives, double allNegatives, double area)
    {
        double positiveSquares = 0;
        double negativeSquares = 0;
        double positivesBelow = 0;
        double negativesBelow = 0;
        for (int i = 0; i < positives.Length; i++)
        {
            double over = ((negativesBelow + (0.5 * negatives[i])) / allNegatives) - area;
            double under = ((allPositives - positivesBelow - (0.5 * positives[i])) / allPositives) - area;
            positiveSquares += positives[i] * over * over;
            negativeSquares += negatives[i] * under * under;
            positivesBelow += positives[i];
            negativesBelow += negatives[i];
        }

        return allPositives < 2 || allNegatives < 2
            ? double.NaN
            : Math.Sqrt((positiveSquares / (allPositives - 1) / allPositives) + (negativeSquares / (allNegatives - 1) / allNegatives));
    }

    private static Estimate Interval(double area, double error, double z, long smaller, double level)
    {
        if (double.IsNaN(error))
            return Estimate.Point(area);

        // Classes told apart without a mistake have no variance to measure: as many rows as the smaller class has, all right.
        if (area is 0 or 1)
        {
            Estimate exact = Intervals.ClopperPearson(area == 1 ? smaller : 0, smaller, level);
            return exact with { Value = area };
        }

        double logit = Math.Log(area / (1 - area));
        double width = z * error / (area * (1 - area));
        return new Estimate(area, Logistic(logit - width), Logistic(logit + width));
    }

    private static double Logistic(double logit) => 1 / (1 + Math.Exp(-logit));

    private static double Sum(ReadOnlySpan<long> counts)
    {
        double sum = 0;
        foreach (long count in counts)
            sum += count;
        return sum;
    }
}
