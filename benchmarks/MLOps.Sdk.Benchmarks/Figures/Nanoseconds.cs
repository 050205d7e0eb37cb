using System.Diagnostics;

namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>Elapsed time as finely as the clock has it: a TimeSpan would round to 100 ns, which is much for a short round.</summary>
internal static class Nanoseconds
{
    private static readonly double PerTick = 1e9 / Stopwatch.Frequency;

    public static double Since(long start) => (Stopwatch.GetTimestamp() - start) * PerTick;
}
