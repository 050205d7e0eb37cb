namespace MLOps.Sdk.Statistics.Cells;

/// <summary>Coarse bins over cells, closed on the right: (−∞, e₁], (e₁, e₂], …, (eₖ, +∞). Immutable, safe on any thread.</summary>
public sealed class NumericBins
{
    private readonly double[] _edges;

    // The cut that is the right edge of each bin but the outermost.
    private readonly int[] _lastCuts;

    /// <summary>Bins with the given inner edges over cells that cut there.</summary>
    /// <exception cref="ArgumentException">An edge is not a cut of the cells, or not above the one before it.</exception>
    public NumericBins(NumericCells cells, ReadOnlySpan<double> edges)
    {
        ArgumentNullException.ThrowIfNull(cells);
        Cells = cells;
        _edges = edges.ToArray();
        _lastCuts = new int[edges.Length];
        for (int i = 0; i < edges.Length; i++)
        {
            int cell = cells.Find(edges[i]);
            if (cell % 2 == 0 || (i > 0 && edges[i] <= edges[i - 1]))
                throw new ArgumentException($"Edge {i} ({edges[i]}) must be a cut of the cells and above the edge before it.", nameof(edges));
            _lastCuts[i] = cell / 2;
        }
    }

    /// <summary>The cells that the bins are made of.</summary>
    public NumericCells Cells { get; }

    /// <summary>The inner edges, ascending.</summary>
    public ReadOnlySpan<double> Edges => _edges;

    /// <summary>The number of bins.</summary>
    public int Count => _edges.Length + 1;

    /// <summary>The bin of a cut and of the gap below it.</summary>
    /// <param name="cut">The cut's place; one behind the last for the gap above it.</param>
    /// <param name="from">A bin that is not above it.</param>
    internal int Find(int cut, int from)
    {
        while (from < _lastCuts.Length && _lastCuts[from] < cut)
            from++;
        return from;
    }

    /// <summary>The values in each bin; infinities are in the outermost, missing values in none.</summary>
    /// <param name="counter">Counts over the same cells.</param>
    /// <param name="counts">Receives <see cref="Count"/> numbers.</param>
    /// <exception cref="ArgumentException">The counter counts in other cells.</exception>
    public void Sum(NumericCounter counter, Span<long> counts)
    {
        ArgumentNullException.ThrowIfNull(counter);
        if (!Cells.SameAs(counter.Cells))
            throw new ArgumentException("The counter counts in other cells than the bins are made of.", nameof(counter));

        ReadOnlySpan<CutCell> cells = counter.CutCells;
        int from = 0;
        for (int bin = 0; bin < Count; bin++)
        {
            int to = bin < _lastCuts.Length ? _lastCuts[bin] + 1 : cells.Length;
            long sum = 0;
            for (; from < to; from++)
                sum += cells[from].InGap + cells[from].OnCut;
            counts[bin] = sum;
        }

        counts[0] += counter.NegativeInfinities;
        counts[Count - 1] += counter.PositiveInfinities;
    }
}
