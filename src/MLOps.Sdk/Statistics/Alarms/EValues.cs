namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>Joins e-values, such as the wealths of the alarms of many features, given as natural logarithms.</summary>
public static class EValues
{
    /// <summary>
    /// The logarithm of the mean: an e-value whatever the dependence between them. The data set has drifted when it
    /// reaches −ln α.
    /// </summary>
    /// <returns>NaN for none.</returns>
    public static double LogMean(ReadOnlySpan<double> logs)
    {
        if (logs.IsEmpty)
            return double.NaN;

        double largest = double.NegativeInfinity;
        foreach (double log in logs)
            largest = Math.Max(largest, log);
        if (double.IsInfinity(largest) || double.IsNaN(largest))
            return largest;

        double sum = 0;
        foreach (double log in logs)
            sum += Math.Exp(log - largest);
        return largest + Math.Log(sum / logs.Length);
    }

    /// <summary>
    /// Which hypotheses to reject so that at most a share α of the rejected is expected to be false, whatever the
    /// dependence (e-BH, Wang and Ramdas 2022): the k largest, with the largest k for which the k-th e-value is at least
    /// K / (α k). Give it current values at a stopping time, not running maxima.
    /// </summary>
    /// <param name="logs">The e-values' logarithms.</param>
    /// <param name="alpha">The rate of false discoveries, above 0 and below 1.</param>
    /// <returns>The places of the rejected, largest e-value first.</returns>
    public static int[] Rejected(ReadOnlySpan<double> logs, double alpha)
    {
        if (!(alpha is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "A rate of false discoveries lies above 0 and below 1, such as 0.05.");

        double[] values = logs.ToArray();
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(order, (a, b) => values[a] != values[b] ? values[b].CompareTo(values[a]) : a.CompareTo(b));
        int rejected = 0;
        for (int k = 1; k <= order.Length; k++)
        {
            if (values[order[k - 1]] >= Math.Log(order.Length / (alpha * k)))
                rejected = k;
        }

        return order[..rejected];
    }
}
