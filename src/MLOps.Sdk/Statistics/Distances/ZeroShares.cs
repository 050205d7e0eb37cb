namespace MLOps.Sdk.Statistics.Distances;

/// <summary>What a logarithm is given where a share is zero. Immutable.</summary>
public readonly record struct ZeroShares
{
    private enum Way
    {
        Floor,
        Replace,
        Adaptive,
        Keep,
    }

    private readonly Way _way;
    private readonly double _value;

    private ZeroShares(Way way, double value)
    {
        _way = way;
        _value = value;
    }

    /// <summary>The default: no share counts as less than 1e-4; no renormalising.</summary>
    public static ZeroShares Default => Floor(1e-4);

    /// <summary>Zero stays zero: the result may be infinite.</summary>
    public static ZeroShares Keep => new(Way.Keep, 0);

    /// <summary>Zero becomes 1e-4, or a millionth of the least share when that is 1e-4 or less (Evidently's rule).</summary>
    public static ZeroShares Adaptive => new(Way.Adaptive, 1e-4);

    /// <summary>Every share counts as at least <paramref name="least"/>.</summary>
    /// <param name="least">Above 0, at most 1.</param>
    public static ZeroShares Floor(double least) => new(Way.Floor, Valid(least));

    /// <summary>Zero, and only zero, becomes <paramref name="value"/>.</summary>
    /// <param name="value">Above 0, at most 1.</param>
    public static ZeroShares Replace(double value) => new(Way.Replace, Valid(value));

    internal double Apply(double share, double leastPositive) => _way switch
    {
        Way.Floor => Math.Max(share, _value == 0 ? 1e-4 : _value),
        Way.Replace => share == 0 ? _value : share,
        Way.Adaptive => share == 0 ? leastPositive <= _value ? leastPositive / 1e6 : _value : share,
        _ => share,
    };

    internal static double LeastPositive(ReadOnlySpan<double> shares)
    {
        double least = double.PositiveInfinity;
        foreach (double share in shares)
        {
            if (share > 0 && share < least)
                least = share;
        }

        return least;
    }

    private static double Valid(double share) => share is > 0 and <= 1
        ? share
        : throw new ArgumentOutOfRangeException(nameof(share), share, "What stands in for a zero share lies above 0 and at most at 1, such as 0.0001.");
}
