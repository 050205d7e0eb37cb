namespace MLOps.Sdk.Statistics.Cells;

/// <summary>
/// The line, cut at points that a reference fixes: each cut is a cell, and so is each gap between, before and behind
/// the cuts. Counts over the same cells add and subtract, and from two of them distances follow without the values.
/// </summary>
/// <remarks>
/// With k cuts there are 2k + 1 cells in ascending order: cell 2i is the open gap below cut i, cell 2i + 1 is cut i
/// itself, cell 2k is the gap above the last cut. Immutable, safe on any thread. Memory: 8 bytes a cut and a table of
/// up to 16 bytes a cut.
/// </remarks>
public sealed class NumericCells
{
    /// <summary>The largest number of cuts that <see cref="FromReference"/> makes unless told otherwise: 10,000.</summary>
    public const int DefaultMaximumCuts = 10_000;

    /// <summary>The most cuts there can be: 60,000.</summary>
    public const int LargestMaximumCuts = 60_000;

    private readonly double[] _cuts;

    /// <summary>Cells with the given cuts.</summary>
    /// <param name="cuts">Finite, strictly ascending, at most <see cref="LargestMaximumCuts"/>.</param>
    /// <exception cref="ArgumentException">A cut is not finite or not above the one before it, or there are too many.</exception>
    public NumericCells(ReadOnlySpan<double> cuts)
    {
        if (cuts.Length > LargestMaximumCuts)
            throw new ArgumentException($"{cuts.Length} cuts are more than the {LargestMaximumCuts} that can be searched. Cut at quantiles instead.", nameof(cuts));
        for (int i = 0; i < cuts.Length; i++)
        {
            if (!double.IsFinite(cuts[i]) || (i > 0 && cuts[i] <= cuts[i - 1]))
                throw new ArgumentException($"Cut {i} is {cuts[i]}; cuts are finite and each is above the one before it.", nameof(cuts));
        }

        _cuts = cuts.ToArray();
        Index = new CutIndex(_cuts);
    }

    /// <summary>The cuts, ascending.</summary>
    public ReadOnlySpan<double> Cuts => _cuts;

    /// <summary>The number of cells: twice the cuts and one.</summary>
    public int Count => (2 * _cuts.Length) + 1;

    /// <summary>Narrows a search among the cuts.</summary>
    internal CutIndex Index { get; }

    /// <summary>
    /// Cells that cut the line at the distinct values of a reference and at given edges. Above
    /// <paramref name="maximumCuts"/> distinct values, they cut at that many of its quantiles instead.
    /// </summary>
    /// <param name="sorted">The reference's finite values, ascending.</param>
    /// <param name="edges">Further cuts, such as the edges of PSI bins; finite, in any order.</param>
    /// <param name="maximumCuts">The largest number of cuts taken from the values, 1 to 50,000; edges come on top.</param>
    public static NumericCells FromReference(ReadOnlySpan<double> sorted, ReadOnlySpan<double> edges, int maximumCuts = DefaultMaximumCuts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumCuts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumCuts, 50_000);

        var cuts = new List<double>();
        foreach (double value in sorted)
        {
            if (cuts.Count == 0 || value > cuts[^1])
                cuts.Add(value);
        }

        if (cuts.Count > maximumCuts)
        {
            cuts.Clear();
            for (int i = 0; i < maximumCuts; i++)
            {
                double value = sorted[(int)((long)i * (sorted.Length - 1) / Math.Max(maximumCuts - 1, 1))];
                if (cuts.Count == 0 || value > cuts[^1])
                    cuts.Add(value);
            }
        }

        foreach (double edge in edges)
        {
            int place = cuts.BinarySearch(edge);
            if (place < 0)
                cuts.Insert(~place, edge);
        }

        return new NumericCells(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(cuts));
    }

    /// <summary>The cell of a finite value, from 0.</summary>
    public int Find(double value)
    {
        int below = SortedSearch.CountBelow(_cuts, value);
        return (2 * below) + (below < _cuts.Length && _cuts[below] == value ? 1 : 0);
    }

    /// <summary>Whether both cut the line alike.</summary>
    internal bool SameAs(NumericCells other) => ReferenceEquals(this, other) || _cuts.AsSpan().SequenceEqual(other._cuts);
}
