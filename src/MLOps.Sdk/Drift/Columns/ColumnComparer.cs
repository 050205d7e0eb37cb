using System.Collections.Immutable;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>Compares columns with their references. Pure: the same values in any order give the same figures.</summary>
public static class ColumnComparer
{
    /// <summary>The names of all statistics, in the order in which they are reported.</summary>
    public static IReadOnlyList<string> StatisticNames { get; } = [.. ColumnStatistic.All.Select(static statistic => statistic.Name)];

    /// <summary>Compares one column.</summary>
    /// <param name="reference">The column at training or validation time, or in an earlier stretch.</param>
    /// <param name="current">The same column now, of the same kind.</param>
    /// <param name="options">How, or null for the defaults.</param>
    /// <param name="columns">How many columns are looked at together, 1 or more: α is shared among them (Bonferroni).</param>
    /// <exception cref="References.ReferenceException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">The columns are of different kinds.</exception>
    public static ColumnComparison Compare(Column reference, Column current, ComparisonOptions? options = null, int columns = 1)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        options = (options ?? new ComparisonOptions()).Validated();
        if (reference.Kind != current.Kind)
            throw new ArgumentException($"The reference of '{reference.Name}' is {reference.Kind} and the current column is {current.Kind}. Read both as one kind.", nameof(current));

        var comparison = new ColumnComparison
        {
            Name = reference.Name,
            Kind = reference.Kind,
            ReferenceRows = reference.Rows,
            CurrentRows = current.Rows,
            ReferenceMissing = Share(reference),
            CurrentMissing = Share(current),
            TypeChanges = current.NotNumbers,
            Drifted = null,
            Reason = "",
        };
        double alpha = options.Alpha / columns / ColumnVerdict.Checks;
        try
        {
            return reference.Kind == FeatureKind.Numeric
                ? OfNumbers(comparison, new NumericPair(reference, current, options), alpha, options)
                : OfCategories(comparison, new CategoryPair(reference, current, options), alpha, options);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // One column that cannot be computed leaves the others as they are.
            return comparison with { Reason = $"The column could not be compared: {fault.Message}" };
        }
    }

    /// <summary>A column that is there in the reference alone.</summary>
    public static ColumnComparison Vanished(Column reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new ColumnComparison
        {
            Name = reference.Name,
            Kind = reference.Kind,
            ReferenceRows = reference.Rows,
            CurrentRows = 0,
            ReferenceMissing = Share(reference),
            Statistics = [.. ColumnStatistic.All.Select(static statistic => KeyValuePair.Create(statistic.Name, (double?)null))],
            Drifted = true,
            Reason = "The column is not in the current data.",
        };
    }

    private static ColumnComparison OfNumbers(ColumnComparison comparison, NumericPair pair, double alpha, ComparisonOptions options)
    {
        var values = new SampleSizes(pair.ReferenceValues, pair.CurrentValues, Math.Max(pair.Bins.Used, 1));
        comparison = Computed(comparison, statistic => statistic.OfNumbers?.Invoke(pair), values, alpha, options);
        return ColumnVerdict.Decide(comparison, pair.Bins.Psi, pair.Bins.PsiBound(alpha), pair.KolmogorovSmirnov, values, alpha, options);
    }

    private static ColumnComparison OfCategories(ColumnComparison comparison, CategoryPair pair, double alpha, ComparisonOptions options)
    {
        var values = new SampleSizes(pair.Cells.ReferenceRows, pair.Cells.CurrentRows, Math.Max(pair.Cells.Used, 1));
        comparison = Computed(comparison, statistic => statistic.OfCategories?.Invoke(pair), values, alpha, options) with { Unseen = pair.Unseen, Vanished = pair.VanishedNames };
        ColumnComparison decided = ColumnVerdict.Decide(comparison, pair.Cells.Psi, pair.Cells.PsiBound(alpha), null, values, alpha, options);
        return decided.Drifted == true && pair.Unseen > 0
            ? decided with { Reason = $"{decided.Reason} {pair.UnseenNames} categories are new, with {pair.Unseen} rows." }
            : decided;
    }

    private static ColumnComparison Computed(ColumnComparison comparison, Func<ColumnStatistic, double?> compute, SampleSizes sizes, double alpha, ComparisonOptions options)
    {
        var statistics = ImmutableArray.CreateBuilder<KeyValuePair<string, double?>>(ColumnStatistic.All.Count);
        var bounds = ImmutableArray.CreateBuilder<KeyValuePair<string, double>>();
        foreach (ColumnStatistic statistic in ColumnStatistic.All)
        {
            double? value = options.Statistics?.Contains(statistic.Name) != false && compute(statistic) is { } known && !double.IsNaN(known) ? known : null;
            statistics.Add(KeyValuePair.Create(statistic.Name, value));
            if (value is not null && statistic.Bound is { } bound && sizes.Reference > 0 && sizes.Current > 0)
                bounds.Add(KeyValuePair.Create(statistic.Name, bound(sizes, alpha)));
        }

        return comparison with { Statistics = statistics.MoveToImmutable(), Bounds = bounds.ToImmutable() };
    }

    private static double? Share(Column column) => column.Rows == 0 ? null : (double)column.Missing / column.Rows;
}
