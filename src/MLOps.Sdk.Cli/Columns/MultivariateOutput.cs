using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Multivariate;

namespace MLOps.Sdk.Cli.Columns;

/// <summary>Two stretches compared as a whole, as JSON, on whose keys scripts depend, and for people.</summary>
internal static class MultivariateOutput
{
    /// <summary>Writes "multivariate" into an open object.</summary>
    public static void Write(Utf8JsonWriter json, MultivariateComparison? comparison)
    {
        if (comparison is null)
        {
            json.WriteNull("multivariate");
            return;
        }

        json.WriteStartObject("multivariate");
        json.WriteTexts("columns", comparison.Columns);
        json.WriteNumber("referenceRows", comparison.ReferenceRows);
        json.WriteNumber("currentRows", comparison.CurrentRows);
        json.WriteStartObject("reconstruction");
        json.WriteNumber("components", comparison.Components);
        Number(json, "explained", comparison.Explained);
        Number(json, "referenceError", comparison.ReferenceError);
        Number(json, "currentError", comparison.CurrentError);
        Number(json, "pValue", comparison.ErrorPValue);
        json.WriteEndObject();
        Number(json, "mmd", comparison.Mmd);
        Number(json, "mmdPValue", comparison.MmdPValue);
        Number(json, "centroidDistance", comparison.CentroidDistance);
        json.WriteStartObject("domainClassifier");
        Number(json, "auc", comparison.Auc);
        Number(json, "standardError", comparison.AucStandardError);
        Number(json, "pValue", comparison.AucPValue);
        json.WriteEndObject();
        json.WriteVerdict("drifted", comparison.Drifted);
        json.WriteEndObject();
    }

    public static void WriteTable(Terminal terminal, MultivariateComparison comparison)
    {
        terminal.WriteLine($"{Figures.Of(comparison.Columns.Count)} numeric columns together: {(comparison.Drifted switch { true => "drifted", false => "not drifted", _ => "unknown" })}");
        Spectre.Console.Table table = Tables.Create("what", " figure", " without drift", " p-value");
        table.Row($"error of rebuilding rows from {Figures.Of(comparison.Components)} components", Figures.Of(Known(comparison.CurrentError)), Figures.Of(Known(comparison.ReferenceError)), Figures.Of(Known(comparison.ErrorPValue)));
        table.Row("maximum mean discrepancy, squared", Figures.Of(Known(comparison.Mmd)), "0", Figures.Of(Known(comparison.MmdPValue)));
        table.Row("distance of the centroids, standard deviations", Figures.Of(Known(comparison.CentroidDistance)), null, null);
        table.Row("AUC of a classifier of the two", Figures.Of(Known(comparison.Auc)), "0.5", Figures.Of(Known(comparison.AucPValue)));
        terminal.Write(table);
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static void Number(Utf8JsonWriter json, string name, double value) => json.WriteFigure(name, Known(value));
}
