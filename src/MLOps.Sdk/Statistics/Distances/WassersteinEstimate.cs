namespace MLOps.Sdk.Statistics.Distances;

/// <summary>A Wasserstein distance from cells with the bounds between which the exact one lies.</summary>
/// <param name="Value">The estimate; NaN when either side is empty.</param>
/// <param name="Low">The exact distance is at least this.</param>
/// <param name="High">The exact distance is at most this.</param>
public readonly record struct WassersteinEstimate(double Value, double Low, double High)
{
    /// <summary>Nothing to compare.</summary>
    public static WassersteinEstimate Unknown => new(double.NaN, double.NaN, double.NaN);

    /// <summary>From an integral in the unit of <see cref="GapIntegral"/>; what overflows is the largest finite number.</summary>
    internal static WassersteinEstimate FromUnits(GapIntegral integral) => new(
        Math.Min(integral.Value / GapIntegral.Unit, double.MaxValue),
        Math.Min(integral.Low / GapIntegral.Unit, double.MaxValue),
        Math.Min(integral.High / GapIntegral.Unit, double.MaxValue));
}
