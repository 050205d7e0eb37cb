using System.Text.Json;

namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>Prints figures for scripts: one JSON object.</summary>
internal static class FiguresJson
{
    public static void Write(Stream to, IReadOnlyList<(string Subject, Findings Findings)> results)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("machine", Machine.Describe());
        json.WriteStartArray("figures");
        foreach ((string subject, Findings findings) in results)
        {
            foreach (Figure figure in findings.Figures)
                Write(json, subject, figure);
        }

        json.WriteEndArray();
        json.WriteStartArray("timings");
        foreach ((string subject, Findings findings) in results)
        {
            foreach (Timing timing in findings.Timings)
                Write(json, subject, timing);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string subject, Figure figure)
    {
        json.WriteStartObject();
        json.WriteString("subject", subject);
        json.WriteString("figure", figure.Name);
        WriteNumber(json, "measured", figure.Measured);
        WriteNumber(json, "byMedians", figure.Median ?? double.NaN);
        json.WriteString("unit", figure.Unit);
        WriteNumber(json, "limit", figure.Limit?.Bound ?? double.NaN);
        json.WriteString("limitIs", figure.Limit is null ? null : figure.Limit.IsCeiling ? "most" : "least");
        json.WriteString("verdict", figure.Verdict);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string subject, Timing timing)
    {
        json.WriteStartObject();
        json.WriteString("subject", subject);
        json.WriteString("way", timing.Name);
        WriteNumber(json, "leastNanoseconds", timing.Least);
        WriteNumber(json, "medianNanoseconds", timing.Median);
        json.WriteNumber("rounds", timing.Rounds);
        json.WriteNumber("allocatedBytes", timing.AllocatedBytes);
        json.WriteEndObject();
    }

    /// <summary>A number, or null: JSON has no NaN.</summary>
    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
