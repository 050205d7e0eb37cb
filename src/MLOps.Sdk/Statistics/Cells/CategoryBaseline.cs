using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Statistics.Cells;

/// <summary>The distribution of one category in a reference. Not changed after it was made: safe on any thread.</summary>
public sealed class CategoryBaseline
{
    /// <summary>The most categories with a cell of their own unless told otherwise: 1,000.</summary>
    public const int DefaultMaximumCategories = 1_000;

    private readonly double[] _shares;

    /// <summary>A baseline from counts.</summary>
    /// <param name="counter">The reference's counts; owned by the baseline from now on.</param>
    public CategoryBaseline(CategoryCounter counter)
    {
        ArgumentNullException.ThrowIfNull(counter);
        Counter = counter;
        _shares = new double[counter.Table.Count];
        Shares.Of(counter.Counts, _shares);
    }

    /// <summary>The categories.</summary>
    public CategoryTable Table => Counter.Table;

    /// <summary>The counts of the reference. To be read, not added to.</summary>
    public CategoryCounter Counter { get; }

    /// <summary>The shares of the reference: categories, other, missing.</summary>
    public ReadOnlySpan<double> CellShares => _shares;

    /// <summary>
    /// A baseline from counted categories. Above <paramref name="maximumCategories"/>, the rarest are "other" in the
    /// reference too.
    /// </summary>
    /// <param name="counts">How often each category was there.</param>
    /// <param name="missing">Missing values.</param>
    /// <param name="maximumCategories">1 or more. Default 1,000.</param>
    public static CategoryBaseline FromCounts(
        IReadOnlyDictionary<string, long> counts, long missing, int maximumCategories = DefaultMaximumCategories)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumCategories, 1);
        List<KeyValuePair<string, long>> ordered = [.. counts];
        ordered.Sort(static (a, b) => a.Value != b.Value ? b.Value.CompareTo(a.Value) : string.CompareOrdinal(a.Key, b.Key));
        int kept = Math.Min(ordered.Count, maximumCategories);
        var table = new CategoryTable(ordered.Take(kept).Select(static pair => pair.Key));
        var counter = new CategoryCounter(table);
        for (int i = 0; i < ordered.Count; i++)
            counter.AddTo(i < kept ? i : table.Other, ordered[i].Value);
        counter.AddTo(table.Null, missing);
        return new CategoryBaseline(counter);
    }

    /// <summary>Compares a window with the reference.</summary>
    /// <exception cref="ArgumentException">The window counts other categories.</exception>
    public CategoryComparison Compare(CategoryCounter window)
    {
        ArgumentNullException.ThrowIfNull(window);
        if (!Table.SameAs(window.Table))
            throw new ArgumentException("The window counts other categories than the reference.", nameof(window));

        double[] shares = new double[Table.Count];
        Shares.Of(window.Counts, shares);
        int used = 0;
        for (int i = 0; i < shares.Length; i++)
            used += _shares[i] > 0 || shares[i] > 0 ? 1 : 0;
        return new CategoryComparison
        {
            Rows = window.Rows,
            Missing = window.Missing,
            Unseen = window.Other,
            Psi = PopulationStability.Index(_shares, shares),
            PsiBins = used,
            JensenShannon = JensenShannon.Distance(_shares, shares),
            CellCounts = [.. window.Counts],
        };
    }
}
