using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>The distribution of one number in a reference: its cells, their counts, and the bins in which shares are compared.</summary>
/// <remarks>Not changed after it was made: safe on any thread.</remarks>
public sealed class NumericBaseline
{
    private readonly long[] _binCounts;
    private readonly double[] _shares;
    private readonly BaselinePrefix _prefix;

    /// <summary>A baseline from counts.</summary>
    /// <param name="counter">The reference's counts; owned by the baseline from now on.</param>
    /// <param name="edges">The inner edges of the bins; each is a cut of the counter's cells.</param>
    public NumericBaseline(NumericCounter counter, ReadOnlySpan<double> edges)
    {
        ArgumentNullException.ThrowIfNull(counter);
        Counter = counter;
        Bins = new NumericBins(counter.Cells, edges);
        _binCounts = new long[Bins.Count];
        _shares = new double[Bins.Count];
        Bins.Sum(counter, _binCounts);
        Shares.Of(_binCounts, _shares);
        _prefix = new BaselinePrefix(counter);
    }

    /// <summary>The cells.</summary>
    public NumericCells Cells => Counter.Cells;

    /// <summary>The bins.</summary>
    public NumericBins Bins { get; }

    /// <summary>The counts of the reference in each bin.</summary>
    public ReadOnlySpan<long> BinCounts => _binCounts;

    /// <summary>The shares of the reference in each bin; NaN when it has no values.</summary>
    public ReadOnlySpan<double> BinShares => _shares;

    /// <summary>The counts of the reference. To be read, not added to.</summary>
    public NumericCounter Counter { get; }

    /// <summary>A baseline from values; NaN is missing. Bins are the reference's own quantiles.</summary>
    /// <param name="values">The values, in any order.</param>
    /// <param name="bins">How many bins before duplicate edges are removed, 2 or more. Default 10.</param>
    /// <param name="maximumCuts">See <see cref="NumericCells.FromReference"/>. Default 10,000.</param>
    public static NumericBaseline FromValues(ReadOnlySpan<double> values, int bins = 10, int maximumCuts = NumericCells.DefaultMaximumCuts)
    {
        double[] finite = new double[values.Length];
        int count = 0;
        foreach (double value in values)
        {
            // Adding zero makes −0 and +0 one value.
            if (double.IsFinite(value))
                finite[count++] = value + 0.0;
        }

        Span<double> sorted = finite.AsSpan(0, count);
        sorted.Sort();
        double[] edges = Quantiles.Edges(sorted, bins);
        var counter = new NumericCounter(NumericCells.FromReference(sorted, edges, maximumCuts));
        counter.Add(values);
        return new NumericBaseline(counter, edges);
    }

    /// <summary>Compares a window with the reference.</summary>
    /// <param name="window">Counts over the same cells.</param>
    /// <param name="pValues">Remembered p-values, or null to count each time.</param>
    /// <exception cref="ArgumentException">The window counts in other cells.</exception>
    public NumericComparison Compare(NumericCounter window, KsPValueCache? pValues = null)
    {
        ArgumentNullException.ThrowIfNull(window);
        if (!Cells.SameAs(window.Cells))
            throw new ArgumentException("The window counts in other cells than the reference.", nameof(window));

        long[] bins = new long[Bins.Count];
        double[] shares = new double[Bins.Count];
        double ks;
        double ksHigh;
        WassersteinEstimate wasserstein;
        if (SparseComparison.Fits(Counter, window) && !Cells.Cuts.IsEmpty)
        {
            var walk = new SparseComparison(Counter, window, _prefix);
            walk.Walk(Bins, bins);
            (ks, ksHigh) = walk.KolmogorovSmirnov;
            wasserstein = walk.Wasserstein;
        }
        else
        {
            Bins.Sum(window, bins);
            (ks, ksHigh) = KolmogorovSmirnov.FromCells(Counter, window);
            wasserstein = Wasserstein.FromCells(Counter, window);
        }

        Shares.Of(bins, shares);
        return new NumericComparison
        {
            Rows = window.Rows,
            Missing = window.Missing,
            Infinite = window.NegativeInfinities + window.PositiveInfinities,
            Ks = ks,
            KsHigh = ksHigh,
            KsPValue = pValues is null
                ? KolmogorovSmirnov.PValue(ks, Counter.Values, window.Values)
                : pValues.PValue(ks, Counter.Values, window.Values),
            Psi = PopulationStability.Index(_shares, shares),
            JensenShannon = JensenShannon.Distance(_shares, shares),
            Wasserstein = wasserstein,
            Mean = window.Mean,
            StandardDeviation = window.StandardDeviation,
            Minimum = window.Minimum,
            Maximum = window.Maximum,
            BinCounts = System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(bins),
        };
    }
}
