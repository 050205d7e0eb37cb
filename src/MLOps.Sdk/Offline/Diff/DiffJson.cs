using System.Text.Json;
using MLOps.Sdk.Statistics;

namespace MLOps.Sdk.Offline.Diff;

/// <summary>A diff as JSON for scripts, which depend on the keys. What is not known is null.</summary>
public static class DiffJson
{
    /// <summary>The report as an object.</summary>
    public static void Write(Utf8JsonWriter json, DiffReport report)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(report);
        json.WriteStartObject();
        json.WriteString("model", report.Model);
        json.WriteString("candidate", report.Candidate);
        json.WriteString("stretch", report.Stretch);
        WriteSlice(json, report.All);
        json.WriteStartArray("segments");
        foreach (DiffSlice segment in report.Segments)
        {
            json.WriteStartObject();
            json.WriteString("segment", segment.Name);
            WriteSlice(json, segment);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("predictions");
        foreach (PredictionDiff diff in report.Largest)
            Write(json, diff);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One prediction as an object.</summary>
    public static void Write(Utf8JsonWriter json, PredictionDiff diff)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(diff);
        json.WriteStartObject();
        json.WriteString("id", diff.Id.ToString());
        json.WriteString("time", diff.Time);
        json.WriteString("version", diff.Version);
        json.WriteString("subject", diff.Subject);
        json.WriteString("segment", diff.Segment);
        json.WriteFigure("before", diff.Before);
        json.WriteFigure("after", diff.After);
        json.WriteFigure("difference", diff.Difference);
        json.WriteBoolean("differs", diff.Differs);
        json.WriteBoolean("flips", diff.Flips);
        json.WriteFigure("truth", diff.Truth);
        json.WriteEndObject();
    }

    private static void WriteSlice(Utf8JsonWriter json, DiffSlice slice)
    {
        json.WriteNumber("rows", slice.Rows);
        json.WriteNumber("compared", slice.Compared);
        json.WriteNumber("failed", slice.Failed);
        json.WriteNumber("incomparable", slice.Incomparable);
        json.WriteNumber("differ", slice.Differ);
        json.WriteNumber("toPositive", slice.ToPositive);
        json.WriteNumber("toNegative", slice.ToNegative);
        json.WriteNumber("nowRight", slice.NowRight);
        json.WriteNumber("nowWrong", slice.NowWrong);
        json.WriteFigure("meanDifference", slice.MeanDifference);
        json.WriteFigure("meanDistance", slice.MeanDistance);
        json.WriteFigure("largestDifference", slice.Largest);
        json.WriteStartObject("cost");
        json.WriteNumber("before", DiffSlice.Units(slice.CostBefore));
        json.WriteNumber("unknownBefore", slice.UnknownCostBefore);
        if (slice.CostAfter is { } after)
            json.WriteNumber("after", DiffSlice.Units(after));
        else
            json.WriteNull("after");
        json.WriteEndObject();
        json.WriteStartObject("microseconds");
        json.WriteFigure("before", slice.MicrosecondsBefore);
        json.WriteFigure("after", slice.MicrosecondsAfter);
        json.WriteEndObject();
    }
}
