using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>The bets of <see cref="HistogramBets"/> while rows follow each other: nothing fades between them.</summary>
internal ref struct LearnedBets(ref double counts, Vector128<double> weight, Vector128<double> half, Vector128<double> all, Vector128<double> factor)
{
    private readonly ref double _counts = ref counts;
    private readonly Vector128<double> _weight = weight;
    private readonly Vector128<double> _half = half;

    /// <summary>The weight of all rows with K halves.</summary>
    public Vector128<double> All = all;

    /// <summary>K over that, worked out while the row before is being finished.</summary>
    public Vector128<double> Factor = factor;

    /// <summary>The factors for a rank, by what was known before it; then learns it.</summary>
    /// <param name="rank">0 to 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<double> Next(double rank)
    {
        // Without a bounds check: there is a bin for every rank.
        int bin = double.ConvertToIntegerNative<int>(rank * HistogramBets.Bins);
        ref double count = ref Unsafe.Add(ref _counts, (nint)(uint)(bin * HistogramBets.Lanes));
        Vector128<double> known = Vector128.LoadUnsafe(ref count);
        Vector128<double> bets = (known + _half) * Factor;
        (known + _weight).StoreUnsafe(ref count);
        All += _weight;
        Factor = Vector128.Create((double)HistogramBets.Bins) / All;
        return bets;
    }
}
