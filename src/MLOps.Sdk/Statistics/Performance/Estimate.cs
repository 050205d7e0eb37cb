namespace MLOps.Sdk.Statistics.Performance;

/// <summary>A figure with its confidence interval. NaN is "not enough data"; a bound that is not known is NaN as well.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
public readonly record struct Estimate(double Value, double Low, double High)
{
    /// <summary>The level of intervals where none is given: 0.95.</summary>
    public const double DefaultLevel = 0.95;

    /// <summary>There is not enough data.</summary>
    public static Estimate Unknown => new(double.NaN, double.NaN, double.NaN);

    /// <summary>Whether there is a figure.</summary>
    public bool IsKnown => !double.IsNaN(Value);

    /// <summary>A figure that nothing is known about but its value.</summary>
    public static Estimate Point(double value) => new(value, double.NaN, double.NaN);
}
