using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Serving.Routing;

/// <summary>Random numbers of the calling thread, for choices that need not be the same again: SplitMix64 (Steele, Lea, Flood, 2014).</summary>
internal static class Draw
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    [ThreadStatic]
    private static ulong s_state;

    /// <summary>The thread's next number.</summary>
    /// <param name="seed">Where a thread that never drew begins, with its own number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Next(ulong seed)
    {
        ulong state = s_state;
        if (state == 0)
            state = seed ^ ((ulong)Environment.CurrentManagedThreadId << 32);
        s_state = state += Increment;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }
}
