namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>A number that must keep to a limit.</summary>
/// <param name="Bound">The limit.</param>
/// <param name="IsCeiling">Whether it is the most that may be; else the least.</param>
internal sealed record Limit(double Bound, bool IsCeiling)
{
    public static Limit AtMost(double bound) => new(bound, IsCeiling: true);

    public static Limit AtLeast(double bound) => new(bound, IsCeiling: false);

    public bool IsMetBy(double measured) => IsCeiling ? measured <= Bound : measured >= Bound;
}

/// <summary>A measured number.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Measured">The number; NaN when the machine was too busy to measure it.</param>
/// <param name="Median">The same from the middle rounds instead of the fastest ones; null where there is one number only.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Limit">What it must keep to; null when it only informs.</param>
internal sealed record Figure(string Name, double Measured, double? Median, string Unit, Limit? Limit = null)
{
    private const string Times = "x";

    public string Verdict =>
        double.IsNaN(Measured) ? "not measured" : Limit is null ? "" : Limit.IsMetBy(Measured) ? "met" : "not met";

    /// <summary>How many times one way takes what another one takes.</summary>
    public static Figure Ratio(string name, Timing of, Timing to, Limit? limit = null) =>
        new(name, of.Least / to.Least, of.Median / to.Median, Times, limit);

    /// <summary>
    /// The same for ways whose rounds get slower as they go on, such as inserts into a database that grows: the middle one
    /// of the ratios of rounds that followed each other, which met the same size and the same moods of the machine.
    /// </summary>
    public static Figure RatioOfRounds(string name, Timing of, Timing to, Limit? limit = null)
    {
        double[] ratios = [.. of.InOrder.Zip(to.InOrder, static (a, b) => a / b).Order()];
        return new(name, ratios.Length == 0 ? double.NaN : ratios[ratios.Length / 2], of.Median / to.Median, Times, limit);
    }

    /// <summary>What a call allocates.</summary>
    public static Figure Allocation(string name, params ReadOnlySpan<Timing> timings)
    {
        long most = 0;
        foreach (Timing timing in timings)
            most = Math.Max(most, timing.AllocatedBytes);
        return new Figure(name, most, null, "B", Limit.AtMost(0));
    }
}
