using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Statistics.Performance;

namespace MLOps.Sdk.Cli.Performance;

/// <summary>A performance report as JSON; scripts depend on the keys.</summary>
internal static class ReportJson
{
    /// <summary>Writes the report into an open object.</summary>
    public static void Write(Utf8JsonWriter json, PerformanceReport report, CellValues? values, double level)
    {
        json.WriteString("task", report.Task.ToString().ToLowerInvariant());
        Write(json, report.All);
        json.WriteFigure("unlabelledShare", report.All.Predictions == report.All.Failed ? null : (double)report.All.Unlabelled / (report.All.Predictions - report.All.Failed));
        json.WriteNumber("relabelled", report.Relabelled);
        json.WriteNumber("unknownOutcomes", report.Unknown);
        Write(json, report.Delay);
        WriteCalibration(json, report.All.Figures.Classification?.Reliability ?? []);
        WriteSlices(json, "versions", report.Versions);
        WriteSlices(json, "segments", report.Segments);
        WriteSlices(json, "windows", report.Windows);
        WriteFairness(json, report.Fairness);
        WriteBusiness(json, report.All.Figures.Classification, values, level);
        Write(json, report.Forecast);
    }

    private static void Write(Utf8JsonWriter json, PerformanceSlice slice)
    {
        json.WriteNumber("predictions", slice.Predictions);
        json.WriteNumber("failed", slice.Failed);
        json.WriteNumber("labelled", slice.Labelled);
        json.WriteNumber("unlabelled", slice.Unlabelled);
        json.WriteStartObject("performance");
        PerformanceJson.Write(json, slice.Figures);
        json.WriteEndObject();
    }

    private static void WriteSlices(Utf8JsonWriter json, string name, IReadOnlyList<PerformanceSlice> slices)
    {
        json.WriteObjects(name, slices, slice =>
        {
            json.WriteString("name", slice.Name);
            Write(json, slice);
        });
    }

    private static void Write(Utf8JsonWriter json, LabelDelay? delay)
    {
        if (delay is null)
        {
            json.WriteNull("labelDelaySeconds");
            return;
        }

        json.WriteStartObject("labelDelaySeconds");
        json.WriteNumber("median", delay.Median.TotalSeconds);
        json.WriteNumber("p90", delay.P90.TotalSeconds);
        json.WriteNumber("p99", delay.P99.TotalSeconds);
        json.WriteNumber("longest", delay.Longest.TotalSeconds);
        json.WriteNumber("early", delay.Early);
        json.WriteEndObject();
    }

    private static void WriteCalibration(Utf8JsonWriter json, IReadOnlyList<ReliabilityBin> bins)
    {
        json.WriteObjects("calibration", bins, bin =>
        {
            json.WriteNumber("from", bin.From);
            json.WriteNumber("to", bin.To);
            json.WriteNumber("rows", bin.Rows);
            json.WriteFigure("meanScore", bin.MeanScore);
            json.WriteFigure("positiveRate", bin.PositiveRate.Value);
            json.WriteInterval("interval", bin.PositiveRate);
        });
    }

    private static void WriteFairness(Utf8JsonWriter json, IReadOnlyList<GroupGap> gaps)
    {
        json.WriteObjects("fairness", gaps, gap =>
        {
            json.WriteString("rate", JsonNamingPolicy.CamelCase.ConvertName(gap.Rate.ToString()));
            json.WriteString("highGroup", gap.HighGroup);
            json.WriteString("lowGroup", gap.LowGroup);
            json.WriteFigure("difference", gap.Difference.Value);
            json.WriteInterval("differenceInterval", gap.Difference);
            json.WriteFigure("ratio", gap.Ratio.Value);
            json.WriteInterval("ratioInterval", gap.Ratio);
        });
    }

    private static void WriteBusiness(Utf8JsonWriter json, ClassificationPerformance? two, CellValues? values, double level)
    {
        if (two is null || values is null)
        {
            json.WriteNull("business");
            return;
        }

        Estimate mean = values.PerRow(two.Confusion, level);
        json.WriteStartObject("business");
        json.WriteNumber("total", values.Total(two.Confusion));
        json.WriteFigure("perRow", mean.Value);
        json.WriteInterval("perRowInterval", mean);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PerformanceForecast? forecast)
    {
        if (forecast is null)
        {
            json.WriteNull("estimated");
            return;
        }

        json.WriteStartObject("estimated");
        json.WriteNumber("rows", forecast.Rows);
        json.WriteNumber("learnedFrom", forecast.LearnedFrom);
        json.WriteBoolean("calibrated", forecast.Calibrated);
        if (forecast.Classification is { } two)
        {
            json.WriteFigure("accuracy", two.Accuracy.Value);
            json.WriteInterval("accuracyInterval", two.Accuracy);
            json.WriteFigure("auc", two.Auc);
            json.WriteFigure("precision", two.Precision.Value);
            json.WriteInterval("precisionInterval", two.Precision);
            json.WriteFigure("recall", two.Recall);
            json.WriteFigure("f1", two.F1);
        }
        else
        {
            json.WriteFigure("mae", forecast.Mae);
        }

        json.WriteEndObject();
    }
}
