namespace MLOps.Sdk.Statistics.Performance;

/// <summary>What one prediction in each cell of the confusion matrix is worth to the business, in its currency; costs are negative.</summary>
/// <param name="TruePositive">Of a positive that was found.</param>
/// <param name="FalsePositive">Of a false alarm.</param>
/// <param name="TrueNegative">Of a negative that was left alone.</param>
/// <param name="FalseNegative">Of a positive that was missed.</param>
public sealed record CellValues(decimal TruePositive, decimal FalsePositive, decimal TrueNegative, decimal FalseNegative)
{
    /// <summary>The sum over all rows.</summary>
    /// <exception cref="OverflowException">It is beyond what a decimal holds.</exception>
    public decimal Total(ConfusionCounts counts) =>
        (TruePositive * counts.TruePositives) + (FalsePositive * counts.FalsePositives)
        + (TrueNegative * counts.TrueNegatives) + (FalseNegative * counts.FalseNegatives);

    /// <summary>The mean value of a row with Student's interval; unknown for no rows.</summary>
    public Estimate PerRow(ConfusionCounts counts, double level = Estimate.DefaultLevel)
    {
        if (counts.Rows == 0)
            return Estimate.Unknown;

        double mean = (double)(Total(counts) / counts.Rows);
        double squares = (counts.TruePositives * Square(TruePositive)) + (counts.FalsePositives * Square(FalsePositive))
            + (counts.TrueNegatives * Square(TrueNegative)) + (counts.FalseNegatives * Square(FalseNegative));
        return Intervals.Mean(mean, Math.Sqrt(squares / counts.Rows), counts.Rows, level);

        double Square(decimal value) => ((double)value - mean) * ((double)value - mean);
    }
}
