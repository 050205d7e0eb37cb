using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>A monotone map of the line onto buckets: linear in the value or in its bits, which is nearly its logarithm.</summary>
internal readonly struct BucketScale
{
    private const int MaximumBuckets = 32_768;
    private const int BucketsPerCut = 4;
    private readonly double _origin;
    private readonly double _perUnit;
    private readonly double _last;
    private readonly bool _logarithmic;

    private BucketScale(double first, double last, int buckets, bool logarithmic)
    {
        _logarithmic = logarithmic;
        _last = buckets - 1;
        _origin = Coordinate(first);

        // Kept finite and positive: an infinite difference times it is infinite, never NaN, and is clamped below.
        double range = Coordinate(last) - _origin;
        _perUnit = range > 0 ? Math.Clamp(buckets / range, 1e-305, 1e300) : 1;
    }

    /// <summary>The bucket of a finite value; never decreases as the value grows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Bucket(double value)
    {
        double place = (Coordinate(value) - _origin) * _perUnit;
        return double.ConvertToIntegerNative<int>(double.MinNative(double.MaxNative(place, 0), _last));
    }

    /// <summary>The scale under which a search among these cuts takes the fewest steps, with its table.</summary>
    public static (BucketScale Scale, ushort[] Starts) Choose(ReadOnlySpan<double> cuts)
    {
        if (cuts.IsEmpty)
            return (new BucketScale(0, 0, 1, logarithmic: false), [0, 0]);

        int buckets = (int)Math.Min(MaximumBuckets, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(cuts.Length * BucketsPerCut)));
        (BucketScale Scale, ushort[] Starts) best = default;
        double fewest = double.PositiveInfinity;
        foreach (bool logarithmic in (ReadOnlySpan<bool>)[false, true])
        {
            // Leaving out the outermost cuts keeps one far value from taking all the buckets for itself.
            foreach (double trim in (ReadOnlySpan<double>)[0, 0.01, 0.1])
            {
                int left = (int)(trim * cuts.Length);
                var scale = new BucketScale(cuts[left], cuts[cuts.Length - 1 - left], buckets, logarithmic);
                ushort[] starts = scale.Table(cuts, buckets);
                double steps = Steps(starts) * (logarithmic ? 1.05 : 1);
                if (steps < fewest)
                    (best, fewest) = ((scale, starts), steps);
            }
        }

        return best;
    }

    private ushort[] Table(ReadOnlySpan<double> cuts, int buckets)
    {
        var starts = new ushort[buckets + 1];
        foreach (double cut in cuts)
            starts[Bucket(cut) + 1]++;
        for (int i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        return starts;
    }

    private static double Steps(ushort[] starts)
    {
        double steps = 0;
        for (int i = 1; i < starts.Length; i++)
        {
            int cuts = starts[i] - starts[i - 1];
            steps += cuts * (1 + Math.Log2(Math.Max(cuts, 1)));
        }

        return steps;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Coordinate(double value)
    {
        if (!_logarithmic)
            return value;

        // Flipping the lower bits of negative numbers makes the bits of doubles sort as the doubles do.
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }
}
