using System.Buffers;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Statistics;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Performance.Windows;

/// <summary>The figures of a window of outcomes as JSON, keys as in <c>modelops evaluate</c>: what is not known is null, intervals are arrays of two.</summary>
internal static class OutcomeJson
{
    public static string Write(OutcomeFigures figures)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("compared", figures.Compared);
            (string Name, Estimate Figure)[] all = [.. Figures(figures)];
            foreach ((string name, Estimate figure) in all)
                json.WriteFigure(name, figure.Value);
            json.WriteStartObject("intervals");
            foreach ((string name, Estimate figure) in all)
                json.WriteInterval(name, figure);
            json.WriteEndObject();
            if (figures.Classes is { Rows: > 0, Confusion: var confusion })
                json.WriteConfusion(confusion);

            json.WriteStartObject("labelDelaySeconds");
            json.WriteFigure("median", figures.Delays.Quantile(0.5));
            json.WriteFigure("p90", figures.Delays.Quantile(0.9));
            json.WriteFigure("p99", figures.Delays.Quantile(0.99));
            json.WriteFigure("longest", figures.Delays.Quantile(1));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static IEnumerable<(string Name, Estimate Figure)> Figures(OutcomeFigures figures)
    {
        yield return ("accuracy", figures.Right);
        if (figures.Classes is { Rows: > 0 } two)
        {
            yield return ("auc", two.Auc);
            yield return ("logLoss", two.LogLoss);
            yield return ("brier", two.Brier);
            yield return ("precision", two.Precision);
            yield return ("recall", two.Recall);
            yield return ("f1", two.F1);
            yield return ("calibrationError", two.CalibrationError);
        }

        if (figures.Numbers is { Rows: > 0 } numbers)
        {
            yield return ("mae", numbers.Mae);
            yield return ("rmse", numbers.Rmse);
            yield return ("r2", numbers.R2);
            yield return ("mape", numbers.Mape);
            yield return ("bias", numbers.Bias);
        }
    }
}
