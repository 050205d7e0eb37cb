namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>How a <see cref="RiskWatch"/> decides.</summary>
public sealed record RiskWatchOptions
{
    /// <summary>The probability that the first alarm ever is false.</summary>
    /// <value>Above 0 and below 1. Default 0.05.</value>
    public double Alpha { get; init; } = 0.05;

    /// <summary>How much worse than at validation is still good enough.</summary>
    /// <value>0 to 1, in units of the loss. Default 0.</value>
    public double Tolerance { get; init; }

    /// <summary>Whether it learns from the rows after an alarm what is normal now, and watches on against that; else it does nothing more.</summary>
    /// <value>Default true.</value>
    public bool Rebaseline { get; init; } = true;

    /// <summary>The rows after an alarm that say what is normal now.</summary>
    /// <value>1 or more. Default: as many as at validation, and at least 1,000.</value>
    public long? RebaselineRows { get; init; }

    /// <summary>After the first alarm: the least mean number of rows to a false alarm.</summary>
    /// <value>2 or more. Default 100,000.</value>
    public long RowsBetweenFalseAlarms { get; init; } = 100_000;

    /// <summary>Throws unless every value is in its range.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal RiskWatchOptions Validated()
    {
        _ = new RiskAlarmOptions { Alpha = Alpha, Tolerance = Tolerance }.Validated();
        Require(RebaselineRows is null or >= 1, nameof(RebaselineRows), RebaselineRows ?? 0, 1);
        Require(RowsBetweenFalseAlarms >= 2, nameof(RowsBetweenFalseAlarms), RowsBetweenFalseAlarms, 2);
        return this;
    }

    private static void Require(bool valid, string name, long value, long least)
    {
        if (!valid)
            throw new ArgumentException($"{nameof(RiskWatchOptions)}.{name} is {value}; it must be at least {least}.", name);
    }
}
