using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Quality;

/// <summary>What rules ask of a column.</summary>
internal sealed record ColumnFacts(int Distinct, double? Minimum, double? Maximum, int LongestText, int? LongestRun)
{
    public static ColumnFacts Of(Column column) => column.Kind == FeatureKind.Numeric ? OfNumbers(column) : OfTexts(column);

    private static ColumnFacts OfTexts(Column column) =>
        new(column.Categories.Count, null, null, column.Categories.Keys.Select(static text => text.Length).DefaultIfEmpty().Max(), column.LongestRun);

    private static ColumnFacts OfNumbers(Column column)
    {
        var distinct = new HashSet<double>();
        double least = double.PositiveInfinity;
        double greatest = double.NegativeInfinity;
        foreach (double value in column.Numbers)
        {
            if (double.IsNaN(value))
                continue;
            distinct.Add(value);
            if (double.IsFinite(value))
                (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        bool any = least <= greatest;
        return new ColumnFacts(distinct.Count, any ? least : null, any ? greatest : null, 0, column.LongestRun);
    }
}
