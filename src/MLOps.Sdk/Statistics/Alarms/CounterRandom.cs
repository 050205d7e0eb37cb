namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>Random numbers by place instead of by state: the same seed and place give the same number anywhere.</summary>
internal static class CounterRandom
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>A number in [0, 1) with 53 random bits: SplitMix64's finaliser of the place (Steele, Lea and Flood 2014).</summary>
    public static double Unit(ulong seed, ulong place) => At(Start(seed), place);

    /// <summary>Where the numbers of a seed start: for many numbers of one seed.</summary>
    public static ulong Start(ulong seed) => Mix(seed);

    /// <summary>As <see cref="Unit"/>, for a seed given by <see cref="Start"/>.</summary>
    public static double At(ulong start, ulong place) => (Mix(start + (place * Step)) >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong value)
    {
        value += Step;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
