using System.Runtime.CompilerServices;

namespace MLOps.Sdk.Serving.Shadows;

/// <summary>Which calls a shadow sees: a number of each prediction, evenly spread, against the sample's threshold.</summary>
internal static class ShadowSample
{
    /// <summary>The greatest number of those that are seen.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public static ulong ThresholdOf(double share) => share >= 1 ? ulong.MaxValue : (ulong)(share * ulong.MaxValue);

    /// <summary>The number of a prediction: its places in a lane are spread evenly over all numbers (Fibonacci hashing).</summary>
    /// <param name="sequence">The lower half of the prediction's id.</param>
    /// <param name="seed">The shadow's, so that two do not see the same calls.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong sequence, ulong seed) => (sequence ^ seed) * 0x9E3779B97F4A7C15;
}
