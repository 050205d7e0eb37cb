namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>What one way of doing something takes.</summary>
/// <param name="Name">The way.</param>
/// <param name="Least">Nanoseconds per operation in the fastest round; NaN when no round counted.</param>
/// <param name="Median">Nanoseconds per operation in the middle round; NaN when no round counted.</param>
/// <param name="Rounds">The rounds that counted.</param>
/// <param name="AllocatedBytes">Bytes per operation that the measured thread allocated.</param>
internal sealed record Timing(string Name, double Least, double Median, int Rounds, long AllocatedBytes)
{
    /// <summary>Nanoseconds per operation of each round that counted, in the order of the rounds.</summary>
    public IReadOnlyList<double> InOrder { get; init; } = [];

    public static Timing Of(string name, List<double> times, long allocatedBytes)
    {
        double[] inOrder = [.. times];
        times.Sort();
        return times.Count == 0
            ? new Timing(name, double.NaN, double.NaN, 0, allocatedBytes)
            : new Timing(name, times[0], times[times.Count / 2], times.Count, allocatedBytes) { InOrder = inOrder };
    }

    /// <summary>What this way costs beyond another one that it contains.</summary>
    public Timing Beyond(Timing contained) => this with { Least = Least - contained.Least, Median = Median - contained.Median };
}
