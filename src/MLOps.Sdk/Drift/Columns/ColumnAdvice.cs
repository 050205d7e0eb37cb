using System.Collections.Immutable;
using System.Globalization;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Distances;

namespace MLOps.Sdk.Drift.Columns;

/// <summary>How well a column serves as a reference, from its own values. Immutable.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Kind">Number or category.</param>
/// <param name="Monitorable">Whether watching it can tell anything.</param>
/// <param name="Distinct">Its distinct values.</param>
/// <param name="Bins">The bins that its values allow: fewer where they are few; 0 when it is not monitorable.</param>
/// <param name="Tolerance">A PSI that a window of <see cref="WindowRows"/> rows exceeds by chance once in a thousand; at least 0.1.</param>
/// <param name="Autocorrelation">How much neighbouring rows resemble each other, −1 to 1; null where it cannot be measured.</param>
/// <param name="EffectiveRows">So many independent rows tell as much; null where it cannot be measured.</param>
/// <param name="Warnings">What to know before believing an alarm.</param>
public sealed record ColumnAdvice(
    string Name, FeatureKind Kind, bool Monitorable, int Distinct, int Bins, double? Tolerance, double? Autocorrelation, double? EffectiveRows, ImmutableArray<string> Warnings)
{
    /// <summary>The window that <see cref="Tolerance"/> is for: 1,000 rows.</summary>
    public const int WindowRows = 1_000;

    private const int FewRows = 500;
    private const int MostBins = 10;
    private const double Resembling = 0.2;

    /// <summary>Looks at a reference column.</summary>
    /// <param name="column">Its values in the order in which they came.</param>
    public static ColumnAdvice Of(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return Of(column, Neighbours(column));
    }

    /// <summary>Looks at what a profile remembers of a column: of the order of its rows, how much neighbours resembled each other.</summary>
    public static ColumnAdvice Of(SignalReference signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return Of(Column.FromReference(signal), signal.Autocorrelation);
    }

    private static ColumnAdvice Of(Column column, double? correlation)
    {
        long values = column.Rows - column.Missing;
        int distinct = Distincts(column);
        double? effective = correlation is { } r ? values * (1 - Math.Max(r, 0)) / (1 + Math.Max(r, 0)) : null;
        bool alike = column.Kind == FeatureKind.Categorical && values >= 20 && distinct > 0.9 * values;
        bool monitorable = distinct > 1 && !alike;
        int bins = monitorable ? Math.Min(distinct, column.Kind == FeatureKind.Numeric ? MostBins : int.MaxValue) : 0;
        double? tolerance = monitorable && values > 0 ? Math.Max(0.1, SampleBounds.Psi(Math.Max(bins, 2), values, WindowRows, 0.001)) : null;
        return new ColumnAdvice(column.Name, column.Kind, monitorable, distinct, bins, tolerance, correlation, effective, [.. Warn(column, values, distinct, alike, correlation, effective)]);
    }

    private static IEnumerable<string> Warn(Column column, long values, int distinct, bool alike, double? correlation, double? effective)
    {
        if (values == 0)
            yield return "has no values";
        else if (distinct == 1)
            yield return "is constant: any other value is news, and no distance can say how much";
        if (alike)
            yield return "names nearly every row apart, as an id does: leave it out";
        if (values is > 0 and < FewRows)
            yield return string.Create(CultureInfo.InvariantCulture, $"has {values:N0} values: the reference is the noisier side of most windows; 1,000 and more serve better");
        if (column.Missing > column.Rows / 2)
            yield return string.Create(CultureInfo.InvariantCulture, $"is missing in {100.0 * column.Missing / column.Rows:0} % of the rows");
        if (correlation > Resembling)
            yield return string.Create(CultureInfo.InvariantCulture, $"neighbouring rows are alike (autocorrelation {correlation:0.00}): they tell as much as {effective:N0} independent ones, so tests alarm too often; thin them out, or compare with the same hour of the week");
    }

    private static int Distincts(Column column)
    {
        if (column.Kind == FeatureKind.Categorical)
            return column.Categories.Count;

        double[] sorted = SortedValues.Of(column.Numbers);
        int distinct = sorted.Length > 0 ? 1 : 0;
        for (int i = 1; i < sorted.Length; i++)
            distinct += sorted[i] > sorted[i - 1] ? 1 : 0;
        return distinct;
    }

    /// <summary>Of numbers, the correlation of the ranks of neighbours; of categories, how much more often they are equal than shuffled ones.</summary>
    private static double? Neighbours(Column column)
    {
        if (column.Kind == FeatureKind.Numeric)
            return RankCorrelation.OfNeighbours(column.Numbers);
        if (column.Repeats is not { } repeats || column.Rows - column.Missing < 20)
            return null;

        double values = column.Rows - column.Missing;
        double shuffled = 0;
        foreach (long count in column.Categories.Values)
            shuffled += count / values * (count / values);
        return shuffled < 1 ? ((repeats / (values - 1)) - shuffled) / (1 - shuffled) : null;
    }
}
