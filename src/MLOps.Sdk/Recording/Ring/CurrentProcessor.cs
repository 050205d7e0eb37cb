using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Recording.Ring;

/// <summary>
/// The processor that a thread ran on a little while ago, at a quarter of the price of asking. A thread that moved
/// shares another one's lane until it asks again, which costs it time and nothing else.
/// </summary>
internal static class CurrentProcessor
{
    private const uint CallsPerLook = 127;
    private const int CountBits = 7;

    [ThreadStatic]
    private static uint s_processorAndCalls;

    public static int Index
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            uint cached = s_processorAndCalls;
            if ((cached & CallsPerLook) == 0)
                cached = Look();
            s_processorAndCalls = cached - 1;
            return (int)(cached >> CountBits);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Look() => ((uint)Thread.GetCurrentProcessorId() << CountBits) | CallsPerLook;
}
