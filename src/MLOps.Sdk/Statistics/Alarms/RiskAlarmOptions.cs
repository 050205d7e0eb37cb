namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>How a <see cref="RiskAlarm"/> decides.</summary>
public sealed record RiskAlarmOptions
{
    /// <summary>The promised rate of false alarms; see <see cref="Mode"/>.</summary>
    /// <value>Above 0 and below 1. Default 0.05.</value>
    public double Alpha { get; init; } = 0.05;

    /// <summary>What the rate is a rate of.</summary>
    /// <value>Default <see cref="AlarmMode.Lifetime"/>.</value>
    public AlarmMode Mode { get; init; }

    /// <summary>How much worse than at validation is still good enough.</summary>
    /// <value>0 to 1, in units of the loss. Default 0.</value>
    public double Tolerance { get; init; }

    /// <summary>Throws unless every value is in its range.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal RiskAlarmOptions Validated()
    {
        Require(Alpha is > 0 and < 1, nameof(Alpha), Alpha, "above 0 and below 1");
        Require(Tolerance is >= 0 and <= 1, nameof(Tolerance), Tolerance, "between 0 and 1");
        return this;
    }

    private static void Require(bool valid, string name, double value, string range)
    {
        if (!valid)
            throw new ArgumentException($"{nameof(RiskAlarmOptions)}.{name} is {value}; it must lie {range}.", name);
    }
}
