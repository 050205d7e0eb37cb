using System.Globalization;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>How numbers are put into bins for the distances between shares. Immutable.</summary>
public sealed record ColumnBins
{
    private const int MostBins = 1_000;

    private enum Way
    {
        Quantiles,
        Width,
        Sturges,
        Edges,
    }

    private Way Cut { get; init; } = Way.Quantiles;

    private int Count { get; init; } = 10;

    private double[] Edges { get; init; } = [];

    /// <summary>The reference's deciles, closed on the right, duplicate edges removed.</summary>
    public static ColumnBins Default { get; } = new();

    /// <summary>Bins of equal shares of the reference, closed on the right: (−∞, e₁], (e₁, e₂], …, (eₖ, +∞).</summary>
    /// <param name="bins">2 to 1,000 before duplicate edges are removed.</param>
    public static ColumnBins Quantile(int bins) => new() { Count = Valid(bins, 2) };

    /// <summary>Bins of equal width over the finite values of both sides, closed on the left (numpy's histogram).</summary>
    /// <param name="bins">1 to 1,000.</param>
    public static ColumnBins EqualWidth(int bins) => new() { Cut = Way.Width, Count = Valid(bins, 1) };

    /// <summary>⌈log₂ n⌉ + 1 bins of equal width over the finite values of both sides, n of them (Evidently's rule).</summary>
    public static ColumnBins Sturges() => new() { Cut = Way.Sturges };

    /// <summary>Bins with these inner edges, closed on the right.</summary>
    /// <param name="edges">Finite, strictly ascending.</param>
    /// <exception cref="ReferenceException">They are not.</exception>
    public static ColumnBins Given(IReadOnlyList<double> edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        for (int i = 0; i < edges.Count; i++)
        {
            if (!double.IsFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1]))
                throw new ReferenceException($"Edge {i + 1} is {edges[i].ToString(CultureInfo.InvariantCulture)}; edges are finite and each is above the one before it. Sort them.");
        }

        return new() { Cut = Way.Edges, Edges = [.. edges] };
    }

    /// <summary>Reads "10" or "quantiles:10", "width:10", "sturges", "edges:1,2.5,7".</summary>
    /// <returns>Null when the text is none of these.</returns>
    /// <exception cref="ReferenceException">A number is out of its range.</exception>
    public static ColumnBins? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', 2);
        string rest = parts[^1];
        return (parts.Length == 2 ? parts[0] : int.TryParse(text, out _) ? "quantiles" : text) switch
        {
            "quantiles" when int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int bins) => Quantile(bins),
            "width" when int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int bins) => EqualWidth(bins),
            "sturges" when parts.Length == 1 => Sturges(),
            "edges" when Numbers(rest) is { } edges => Given(edges),
            _ => null,
        };
    }

    /// <summary>Counts both sides in the bins.</summary>
    /// <param name="reference">Not NaN, ascending.</param>
    /// <param name="current">Not NaN, ascending.</param>
    internal (long[] Reference, long[] Current) CountValues(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (Cut is Way.Width or Way.Sturges)
        {
            return EqualWidthBins.Over(reference, current, Cut == Way.Width ? Count : null) is { } bins
                ? (bins.CountValues(reference), bins.CountValues(current))
                : ([], []);
        }

        double[] edges = InnerEdges(reference);
        return (Between(edges, reference), Between(edges, current));
    }

    /// <summary>The inner edges that a reference gives.</summary>
    /// <param name="reference">Not NaN, ascending.</param>
    internal double[] InnerEdges(ReadOnlySpan<double> reference) => Cut == Way.Edges ? Edges : Quantiles.Edges(SortedValues.Finite(reference), Count);

    private static long[] Between(double[] edges, ReadOnlySpan<double> sorted)
    {
        long[] counts = new long[edges.Length + 1];
        int from = 0;
        for (int bin = 0; bin < edges.Length; bin++)
        {
            int to = from + SortedSearch.CountNotAbove(sorted[from..], edges[bin]);
            counts[bin] = to - from;
            from = to;
        }

        counts[^1] = sorted.Length - from;
        return counts;
    }

    private static double[]? Numbers(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        double[] numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }

        return numbers;
    }

    private static int Valid(int bins, int least) => bins >= least && bins <= MostBins
        ? bins
        : throw new ReferenceException($"{bins} bins; there can be {least} to {MostBins}.");
}
