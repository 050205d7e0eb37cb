using MLOps.Sdk.Statistics.HypothesisTests;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>Two columns of categories: the union of their names, and a cell for missing values where there are any.</summary>
internal sealed class CategoryPair
{
    private readonly Lazy<Significance> _contingency;
    private readonly Lazy<Significance> _fit;

    public CategoryPair(Column reference, Column current, ComparisonOptions options)
    {
        // In the order of names, so that sums come out the same whatever the order of the rows.
        string[] names = [.. reference.Categories.Keys.Union(current.Categories.Keys).Order(StringComparer.Ordinal)];
        bool missing = reference.Missing > 0 || current.Missing > 0;
        long[] left = new long[names.Length + (missing ? 1 : 0)];
        long[] right = new long[left.Length];
        for (int i = 0; i < names.Length; i++)
        {
            left[i] = reference.Categories.GetValueOrDefault(names[i]);
            right[i] = current.Categories.GetValueOrDefault(names[i]);
            Unseen += left[i] == 0 ? right[i] : 0;
            UnseenNames += left[i] == 0 ? 1 : 0;
            VanishedNames += right[i] == 0 ? 1 : 0;
        }

        if (missing)
            (left[^1], right[^1]) = (reference.Missing, current.Missing);
        Cells = new BinnedPair(left, right, options.Zeros);
        _contingency = new(() => ChiSquare.Contingency(Cells.Reference, Cells.Current));
        _fit = new(() => ChiSquare.GoodnessOfFit(Cells.Reference, Cells.Current));
    }

    public BinnedPair Cells { get; }

    /// <summary>Current rows with a category that the reference does not have.</summary>
    public long Unseen { get; }

    /// <summary>Categories that the reference does not have.</summary>
    public int UnseenNames { get; }

    /// <summary>Categories that the current rows do not have.</summary>
    public int VanishedNames { get; }

    public Significance Contingency => _contingency.Value;

    public Significance Fit => _fit.Value;

    /// <summary>A test for two cells; unknown where there are more or fewer.</summary>
    public Significance OfTwo(Func<long, long, long, long, Significance> test) => Cells.Cells == 2
        ? test(Cells.Reference[0], Cells.Reference[1], Cells.Current[0], Cells.Current[1])
        : Significance.Unknown;
}
