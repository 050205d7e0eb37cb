using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Recording;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Columns;

/// <summary>Compared columns as a table for people: those that drifted first.</summary>
internal static class ColumnsTable
{
    public static Table Of(ColumnComparisons comparisons)
    {
        Table table = Tables.Create("column", "type", "drifted", " PSI", " KS", " p-value", " JS", " missing", " before", "why");
        foreach (ColumnComparison column in comparisons.Columns.OrderByDescending(static column => column.Drifted == true).ThenByDescending(static column => column.Find("psi") ?? 0))
        {
            table.Row(
                column.Name, column.Kind == FeatureKind.Numeric ? "number" : "category", Words(column.Drifted),
                Figures.Of(column.Find("psi")), Figures.Of(column.Find("ks")), Figures.Of(column.Find("ksPValue") ?? column.Find("chiSquarePValue")),
                Figures.Of(column.Find("jensenShannon")), Figures.Of(column.CurrentMissing), Figures.Of(column.ReferenceMissing), column.Reason);
        }

        return table;
    }

    private static string Words(bool? drifted) => drifted switch
    {
        true => "yes",
        false => "no",
        _ => "unknown",
    };
}
