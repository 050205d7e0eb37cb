namespace MLOps.Sdk.Statistics.Alarms;

/// <summary>The wealth of a <see cref="BettingMixture"/> after a row, as it keeps it: its logarithm is worked out only where somebody asks.</summary>
/// <param name="Sum">The experts' wealth together, in units of 10 to the power of <paramref name="Exponent"/>; or a logarithm, see <see cref="OfLog"/>.</param>
/// <param name="Exponent">The unit.</param>
internal readonly record struct Wealth(double Sum, int Exponent)
{
    private const int IsLog = int.MinValue;

    /// <summary>The natural logarithm of the mean wealth of the experts.</summary>
    public double Log => Exponent == IsLog ? Sum : Math.Log(Sum / BettingMixture.Experts) + (Exponent * Math.Log(10));

    /// <summary>A wealth of which the logarithm is known.</summary>
    public static Wealth OfLog(double log) => new(log, IsLog);
}
