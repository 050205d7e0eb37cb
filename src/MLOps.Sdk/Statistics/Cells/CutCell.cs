using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>A cut with the counts of the gap below it and of itself: what a search ends at is what is counted in, in one cache line.</summary>
internal struct CutCell
{
    /// <summary>The cut; +∞ for the gap above the last.</summary>
    public double Cut;

    /// <summary>Values in the gap below the cut.</summary>
    public long InGap;

    /// <summary>The sum of those values, in the counter's scale.</summary>
    public double GapSum;

    /// <summary>Values equal to the cut.</summary>
    public long OnCut;

    /// <summary>The place of the first cell whose cut is not below a finite value, by a search without branches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find(ref CutCell first, CutIndex index, double value)
    {
        (int below, int undecided) = index.Narrow(value);
        return Find(ref first, below, undecided, value);
    }

    /// <summary>Has a cell brought into the cache by the time it is needed, where the processor takes such hints.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch(ref CutCell cell)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref cell)); // never read through: the cell may be moved meanwhile
    }

    /// <summary>The rest of a search.</summary>
    /// <param name="first">The first cell.</param>
    /// <param name="below">How many cuts are surely below the value.</param>
    /// <param name="undecided">How many behind these may be.</param>
    /// <param name="value">The value, finite.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Find(ref CutCell first, int below, int undecided, double value)
    {
        // Without bounds checks: the index gives places among the cuts, and behind the last cut there is +∞.
        while (undecided > 1)
        {
            // A mask, because the compiler would make a jump of a conditional inside a loop.
            int half = undecided >> 1;
            int isBelow = Unsafe.Add(ref first, below + half - 1).Cut < value ? 1 : 0;
            below += half & -isBelow;
            undecided -= half;
        }

        return below + (Unsafe.Add(ref first, below).Cut < value ? 1 : 0);
    }
}
