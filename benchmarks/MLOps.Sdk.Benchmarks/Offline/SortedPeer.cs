using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Benchmarks.Offline;

/// <summary>What scipy's ks_2samp does, for machines without it: sort both samples, look all values up in both, take the largest gap.</summary>
internal static class SortedPeer
{
    public static (double Statistic, double PValue) Run(double[] reference, double[] current)
    {
        double[] a = [.. reference];
        double[] b = [.. current];
        Array.Sort(a);
        Array.Sort(b);
        double largest = 0;
        foreach (double[] side in (ReadOnlySpan<double[]>)[a, b])
        {
            foreach (double value in side)
                largest = Math.Max(largest, Math.Abs(((double)NotAbove(a, value) / a.Length) - ((double)NotAbove(b, value) / b.Length)));
        }

        return (largest, KolmogorovSmirnov.PValue(largest, a.Length, b.Length));
    }

    private static int NotAbove(double[] sorted, double value)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
