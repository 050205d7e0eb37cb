namespace MLOps.Sdk.Statistics.Cells;

/// <summary>What a <see cref="NumericCounter"/> holds, as it is stored.</summary>
/// <param name="Cells">The cells that are not empty: place, count and, for gaps, the mean of their values.</param>
/// <param name="Missing">Missing values.</param>
/// <param name="NegativeInfinities">Values at −∞.</param>
/// <param name="PositiveInfinities">Values at +∞.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The population standard deviation.</param>
/// <param name="Minimum">The least finite value.</param>
/// <param name="Maximum">The greatest finite value.</param>
internal readonly record struct NumericCounts(
    IReadOnlyList<(int Cell, long Count, double GapMean)> Cells,
    long Missing,
    long NegativeInfinities,
    long PositiveInfinities,
    double Mean,
    double StandardDeviation,
    double Minimum,
    double Maximum);
