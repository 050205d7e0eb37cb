using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// The first half of a search among cuts: a table of equal buckets that narrows it to a handful of them. Immutable,
/// safe on any thread.
/// </summary>
internal sealed class CutIndex
{
    // Cuts in the buckets before bucket b; one entry more than there are buckets.
    private readonly ushort[] _starts;
    private readonly BucketScale _scale;

    public CutIndex(ReadOnlySpan<double> cuts) => (_scale, _starts) = BucketScale.Choose(cuts);

    /// <summary>The cuts among which a finite value lies: how many are surely below it, and how many may be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int Below, int Undecided) Narrow(double value)
    {
        // Without bounds checks: the scale maps every number to a bucket of the table.
        ref ushort start = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_starts), _scale.Bucket(value));
        int below = start;
        return (below, Unsafe.Add(ref start, 1) - below);
    }
}
