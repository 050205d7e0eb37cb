using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Columns;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Cli.Columns;

/// <summary>Compared columns as JSON; scripts depend on the keys.</summary>
internal static class ColumnsJson
{
    public static void Write(Utf8JsonWriter json, ColumnComparisons comparisons, MultivariateComparison? together = null)
    {
        json.WriteStartObject();
        json.WriteString("reference", comparisons.Reference.Source);
        json.WriteString("current", comparisons.Current.Source);
        json.WriteArray("columns", comparisons.Columns, Write);
        json.WriteTexts("extraColumns", comparisons.Extra);
        json.WriteNumber("driftedColumns", comparisons.Columns.Count(static column => column.Drifted == true));
        MultivariateOutput.Write(json, together);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ColumnComparison column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("type", column.Kind == FeatureKind.Numeric ? "numeric" : "categorical");
        json.WriteNumber("referenceRows", column.ReferenceRows);
        json.WriteNumber("currentRows", column.CurrentRows);
        json.WriteStartObject("statistics");
        foreach ((string name, double? value) in column.Statistics)
            json.WriteFigure(name, value);
        json.WriteEndObject();
        json.WriteVerdict("drifted", column.Drifted);
        json.WriteFigure("bound", column.Bound);
        json.WriteString("reason", column.Reason);
        json.WriteString("decided", column.Decided);
        json.WriteStartObject("bounds");
        foreach ((string name, double bound) in column.Bounds)
            json.WriteFigure(name, bound);
        json.WriteEndObject();
        json.WriteFigure("referenceMissing", column.ReferenceMissing);
        json.WriteFigure("currentMissing", column.CurrentMissing);
        json.WriteNumber("typeChanges", column.TypeChanges);
        json.WriteFigure("unseenRows", column.Unseen);
        json.WriteFigure("vanishedCategories", (long?)column.Vanished);
        json.WriteEndObject();
    }
}
