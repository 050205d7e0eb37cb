using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Statistics.Distances;

/// <summary>The energy distance (Székely 2002): √(2 ∫ (F − G)² dx), a metric in the root of the unit of the values.</summary>
public static class EnergyDistance
{
    private static readonly double Tiny = Math.ScaleB(1, 1000);

    /// <summary>The distance; NaN when a side is empty.</summary>
    public static double Distance(PairedCounts samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Empty)
            return double.NaN;

        // Where the range is so wide that sums would overflow, or so narrow that they would vanish, in another unit.
        double range = (samples.Places[^1] / 8) - (samples.Places[0] / 8);
        double unit = range > 1e306 ? 0.125 : range < 1e-200 ? Tiny : 1;
        double sum = Sum(samples, unit);
        if (sum == 0)
            sum = Sum(samples, unit = Tiny); // they differ nowhere, or within a range much narrower than that of the values
        return Math.Sqrt(2 * sum) / Math.Sqrt(unit);
    }

    private static double Sum(PairedCounts samples, double unit)
    {
        double sum = 0;
        long f = 0;
        long g = 0;
        for (int i = 0; i + 1 < samples.Places.Length; i++)
        {
            f += samples.Reference[i];
            g += samples.Current[i];
            double gap = (double)(((Int128)f * samples.CurrentRows) - ((Int128)g * samples.ReferenceRows)) / ((double)samples.ReferenceRows * samples.CurrentRows);
            if (gap != 0) // values that do not count may be too great for the unit
                sum += gap * gap * ((unit * samples.Places[i + 1]) - (unit * samples.Places[i]));
        }

        return sum;
    }
}
