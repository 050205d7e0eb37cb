using System.Runtime.CompilerServices;
using MLOps.Sdk.Recording.Ring;

namespace MLOps.Sdk.Serving;

/// <summary>
/// Counts the calls inside a version, so that it is disposed after the last one. Counters are striped by processor:
/// callers on different cores do not meet.
/// </summary>
internal sealed class VersionLease
{
    private const int Stride = 16; // longs in two cache lines, so that neighbours are not prefetched into each other's way

    private readonly long[] _calls;
    private readonly int _mask;
    private int _retired;

    public VersionLease(int stripes)
    {
        int rounded = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)stripes);
        _calls = new long[(rounded + 1) * Stride];
        _mask = rounded - 1;
    }

    /// <summary>Whether nobody is inside and nobody can come in.</summary>
    public bool IsOver
    {
        get
        {
            if (Volatile.Read(ref _retired) == 0)
                return false;

            // After the retirement a count can only fall, save for callers who come, see it and leave: one look at each is enough.
            for (int stripe = 0; stripe <= _mask; stripe++)
            {
                if (Volatile.Read(ref _calls[(stripe + 1) * Stride]) != 0)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Comes in.</summary>
    /// <param name="stripe">What to pass to <see cref="Exit"/>.</param>
    /// <returns>False when the version is retired: read the snapshot again.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(out int stripe)
    {
        stripe = CurrentProcessor.Index & _mask;

        // The increment is a full fence: either the retirement is seen here, or the retiree sees the count.
        Interlocked.Increment(ref _calls[(stripe + 1) * Stride]);
        if (Volatile.Read(ref _retired) == 0)
            return true;
        Exit(stripe);
        return false;
    }

    /// <summary>Goes out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit(int stripe) => Interlocked.Decrement(ref _calls[(stripe + 1) * Stride]);

    /// <summary>Lets nobody in any more. A full fence.</summary>
    public void Retire() => Interlocked.Exchange(ref _retired, 1);
}
