using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.References.Imports;

/// <summary>A number's distribution as others sketch it: bounds, and how many values lie between each two.</summary>
/// <param name="Bounds">Ascending; the outermost are the least and the greatest value.</param>
/// <param name="Counts">One fewer than there are bounds.</param>
/// <param name="Missing">Missing values.</param>
/// <param name="Mean">The mean; NaN when it was not written down.</param>
/// <param name="StandardDeviation">The deviation; NaN when it was not written down.</param>
internal sealed record DistributionSketch(IReadOnlyList<double> Bounds, IReadOnlyList<double> Counts, long Missing, double Mean, double StandardDeviation)
{
    /// <summary>From quantiles: the shares between them are what their probabilities say.</summary>
    public static DistributionSketch FromQuantiles(IReadOnlyList<(double Probability, double Value)> quantiles, long values, long missing, double mean, double standardDeviation) => new(
        [.. quantiles.Select(static quantile => quantile.Value)],
        [.. quantiles.Skip(1).Zip(quantiles, (next, before) => (next.Probability - before.Probability) * values)],
        missing, mean, standardDeviation);

    /// <summary>The baseline; null when there are no values.</summary>
    public NumericBaseline? ToBaseline()
    {
        // Equal bounds hold a single value: what lies between them lies on the cut.
        double[] cuts = [.. Bounds.Where(double.IsFinite).Distinct().Order()];
        if (cuts.Length == 0 || Counts.Sum() < 1)
            return null;

        var cells = new NumericCells(cuts);
        var counts = new long[cells.Count];
        double sum = 0;
        long before = 0;
        for (int i = 0; i < Counts.Count; i++)
        {
            // Rounded so that the counts add up to the whole.
            sum += Counts[i];
            long count = (long)Math.Round(sum) - before;
            before += count;
            counts[Bounds[i] == Bounds[i + 1] ? cells.Find(Bounds[i]) : cells.Find(Bounds[i]) + 1] += count;
        }

        double mean = double.IsFinite(Mean) ? Mean : MeanOf(cuts, counts);
        double deviation = double.IsFinite(StandardDeviation) ? StandardDeviation : DeviationOf(cuts, counts, mean);
        NumericCounter counter = NumericCounter.Restore(cells, new NumericCounts(
            [.. counts.Select((count, cell) => (cell, count, Middle(cuts, cell))).Where(static cell => cell.count > 0)], Missing, 0, 0, mean, deviation, cuts[0], cuts[^1]));
        return new NumericBaseline(counter, cuts.Length > 2 ? cuts.AsSpan(1, cuts.Length - 2) : cuts.AsSpan(0, 1));
    }

    private static double MeanOf(double[] cuts, long[] counts) => counts.Select((count, cell) => count == 0 ? 0 : count * Middle(cuts, cell)).Sum() / counts.Sum();

    private static double DeviationOf(double[] cuts, long[] counts, double mean) =>
        Math.Sqrt(counts.Select((count, cell) => count == 0 ? 0 : count * Math.Pow(Middle(cuts, cell) - mean, 2)).Sum() / counts.Sum());

    private static double Middle(double[] cuts, int cell) => cell % 2 == 1
        ? cuts[cell / 2]
        : cell == 0 ? cuts[0] : cell / 2 == cuts.Length ? cuts[^1] : (cuts[(cell / 2) - 1] / 2) + (cuts[cell / 2] / 2);
}
