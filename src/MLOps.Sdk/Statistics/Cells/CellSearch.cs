using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// Finds the number of cuts below a value: a table of equal buckets narrows the search to a handful of cuts, a
/// branchless search finishes it. Immutable, safe on any thread.
/// </summary>
internal sealed class CellSearch
{
    private const int CutsPerTable = 60_000;

    // The cuts, ascending, and +∞ behind them: the finish may read one beyond the last cut without asking.
    private readonly double[] _cuts;

    // Cuts in the buckets before bucket b; one entry more than there are buckets.
    private readonly ushort[] _starts;
    private readonly BucketScale _scale;

    public CellSearch(ReadOnlySpan<double> cuts)
    {
        if (cuts.Length > CutsPerTable)
            throw new ArgumentOutOfRangeException(nameof(cuts), cuts.Length, $"At most {CutsPerTable} cuts can be searched.");

        _cuts = [.. cuts, double.PositiveInfinity];
        (_scale, _starts) = BucketScale.Choose(cuts);
    }

    /// <summary>The number of cuts below a finite value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CountBelow(double value)
    {
        // Without bounds checks: the scale maps every number to a bucket of the table, and the table's entries are
        // places in the cuts.
        int bucket = _scale.Bucket(value);
        ref ushort start = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_starts), bucket);
        ref double cuts = ref MemoryMarshal.GetArrayDataReference(_cuts);
        int below = start;
        int length = Unsafe.Add(ref start, 1) - below;
        while (length > 1)
        {
            int half = length >> 1;
            below += Unsafe.Add(ref cuts, below + half - 1) < value ? half : 0;
            length -= half;
        }

        return below + (Unsafe.Add(ref cuts, below) < value ? 1 : 0);
    }
}
