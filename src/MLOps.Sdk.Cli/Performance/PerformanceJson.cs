using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Cli.Performance;

/// <summary>Performance figures as JSON; scripts depend on the keys. What is not known is null.</summary>
internal static class PerformanceJson
{
    /// <summary>The figures by the names of the output, in its order.</summary>
    public static IEnumerable<(string Name, Estimate Figure)> Figures(PerformanceFigures figures) => figures switch
    {
        { Classification: { } two } =>
        [
            ("accuracy", two.Accuracy), ("auc", two.Auc), ("logLoss", two.LogLoss), ("brier", two.Brier), ("precision", two.Precision),
            ("recall", two.Recall), ("f1", two.F1), ("calibrationError", two.CalibrationError), ("meanScore", two.MeanScore),
        ],
        { Regression: { } numbers } =>
        [
            ("mae", numbers.Mae), ("rmse", numbers.Rmse), ("r2", numbers.R2), ("mape", numbers.Mape), ("bias", numbers.Bias), ("pinball", numbers.Pinball),
        ],
        { Labels: { } labels } => [("accuracy", labels.Accuracy), ("macroF1", labels.MacroF1), ("weightedF1", labels.WeightedF1)],
        _ => [],
    };

    /// <summary>The rows that the figures are of.</summary>
    public static long RowsOf(PerformanceFigures figures) => figures.Classification?.Rows ?? figures.Regression?.Rows ?? figures.Labels?.Rows ?? 0;

    /// <summary>Writes "rows", the figures, "intervals" and what belongs to them, into an open object.</summary>
    public static void Write(Utf8JsonWriter json, PerformanceFigures figures)
    {
        json.WriteNumber("rows", RowsOf(figures));
        json.WriteNumber("unscored", figures.Classification?.Unscored ?? figures.Regression?.Unscored ?? figures.Labels?.Unscored ?? 0);
        foreach ((string name, Estimate figure) in Figures(figures))
            json.WriteFigure(name, figure.Value);
        json.WriteStartObject("intervals");
        foreach ((string name, Estimate figure) in Figures(figures))
            json.WriteInterval(name, figure);
        json.WriteEndObject();
        if (figures.Classification is { } two)
            json.WriteConfusion(two.Confusion);
    }
}
