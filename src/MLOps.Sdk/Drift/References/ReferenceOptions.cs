using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.References;

/// <summary>How references are cut into cells.</summary>
public sealed record ReferenceOptions
{
    /// <summary>Bins for PSI and Jensen-Shannon before duplicate edges are removed.</summary>
    /// <value>2 to 1,000. Default 10: the reference's deciles.</value>
    public int Bins { get; init; } = 10;

    /// <summary>Distinct values of a number up to which KS is exact; above, the number of quantiles that are cut at.</summary>
    /// <value>1 to 50,000. Default 10,000. Memory: about 40 bytes a cut for each watched version.</value>
    public int MaximumCuts { get; init; } = NumericCells.DefaultMaximumCuts;

    /// <summary>Categories with a cell of their own; the rarer ones are counted together as "other".</summary>
    /// <value>1 to 1,000,000. Default 1,000.</value>
    public int MaximumCategories { get; init; } = CategoryBaseline.DefaultMaximumCategories;

    /// <summary>Throws unless every value is in its range.</summary>
    /// <exception cref="ReferenceException">A value is out of range.</exception>
    internal ReferenceOptions Validated()
    {
        Require(nameof(Bins), Bins, 2, 1_000);
        Require(nameof(MaximumCuts), MaximumCuts, 1, 50_000);
        Require(nameof(MaximumCategories), MaximumCategories, 1, 1_000_000);
        return this;
    }

    private static void Require(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new ReferenceException($"{nameof(ReferenceOptions)}.{name} is {value}; it must lie between {least} and {most}.");
    }
}
