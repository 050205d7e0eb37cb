namespace MLOps.Sdk.Statistics.HypothesisTests;

/// <summary>What a test found. NaN is "not enough data".</summary>
/// <param name="Statistic">The test's statistic.</param>
/// <param name="PValue">The probability of a statistic at least as extreme when nothing has changed.</param>
/// <param name="DegreesOfFreedom">Of the statistic's distribution; NaN where there are none.</param>
public readonly record struct Significance(double Statistic, double PValue, double DegreesOfFreedom = double.NaN)
{
    /// <summary>There is not enough data to test.</summary>
    public static Significance Unknown => new(double.NaN, double.NaN);
}

/// <summary>Which deviations count as extreme.</summary>
public enum Alternative
{
    /// <summary>Either side.</summary>
    TwoSided = 0,

    /// <summary>The reference tends to be less than the current values.</summary>
    Less = 1,

    /// <summary>The reference tends to be greater than the current values.</summary>
    Greater = 2,
}
