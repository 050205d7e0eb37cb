namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>What an alarm promises.</summary>
public enum AlarmMode
{
    /// <summary>The probability of ever raising a false alarm is at most alpha, at whatever moment one looks.</summary>
    Lifetime = 0,

    /// <summary>
    /// For the time after a first alarm (Shiryaev-Roberts e-detector): the mean number of rows to a false alarm is at
    /// least 1 / alpha, and the alarm starts afresh after each one.
    /// </summary>
    Sequential = 1,
}

/// <summary>How an <see cref="EMixtureAlarm"/> decides.</summary>
public sealed record AlarmOptions
{
    /// <summary>The promised rate of false alarms; see <see cref="Mode"/>.</summary>
    /// <value>Above 0 and below 1. Default 0.05. For one alarm of K together, divide it by K.</value>
    public double Alpha { get; init; } = 0.05;

    /// <summary>What the rate is a rate of.</summary>
    /// <value>Default <see cref="AlarmMode.Lifetime"/>.</value>
    public AlarmMode Mode { get; init; }

    /// <summary>Decides between equal values, so that the same rows give the same wealth on every machine.</summary>
    /// <value>Default 1. Give each signal its own: see <see cref="EMixtureAlarm"/>.</value>
    public ulong Seed { get; init; } = 1;

    /// <summary>Changes smaller than this do not alarm, however sure they are.</summary>
    /// <value>0 to 1: for numbers the largest gap of the distribution functions, for categories the largest change of a share. Default 0.02.</value>
    public double MinimumEffect { get; init; } = 0.02;

    /// <summary>Quantile bins of a number.</summary>
    /// <value>2 to 1,000. Default 32.</value>
    public int Bins { get; init; } = 32;

    /// <summary>
    /// The share of a number's reference that places the bins and is not counted in them. The promise is a theorem when
    /// it is above 0; at 0 all rows count, the bins depend on them, and no excess of false alarms has been seen.
    /// </summary>
    /// <value>0 to 0.9. Default 0.2.</value>
    public double HoldOut { get; init; } = 0.2;

    /// <summary>Throws unless every value is in its range.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal AlarmOptions Validated()
    {
        Require(Alpha is > 0 and < 1, nameof(Alpha), Alpha, "above 0 and below 1");
        Require(MinimumEffect is >= 0 and <= 1, nameof(MinimumEffect), MinimumEffect, "between 0 and 1");
        Require(Bins is >= 2 and <= 1_000, nameof(Bins), Bins, "between 2 and 1000");
        Require(HoldOut is >= 0 and <= 0.9, nameof(HoldOut), HoldOut, "between 0 and 0.9");
        return this;
    }

    private static void Require(bool valid, string name, double value, string range)
    {
        if (!valid)
            throw new ArgumentException($"{nameof(AlarmOptions)}.{name} is {value}; it must lie {range}.", name);
    }
}
