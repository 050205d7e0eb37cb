using System.Text.Json;
using MLOps.Sdk.Statistics;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.References;

/// <summary>A number's baseline as JSON: cuts, the counts on them, and the few gaps that hold values.</summary>
internal static class NumericJson
{
    public static void Write(Utf8JsonWriter json, NumericBaseline baseline)
    {
        NumericCounter counter = baseline.Counter;
        WriteArray(json, "edges", baseline.Bins.Edges);
        WriteArray(json, "cuts", counter.Cells.Cuts);
        json.WriteStartArray("onCut");
        for (int i = 0; i < counter.Cells.Cuts.Length; i++)
            json.WriteNumberValue(counter.CountOf((2 * i) + 1));
        json.WriteEndArray();
        json.WriteStartArray("gaps");
        for (int i = 0; i <= counter.Cells.Cuts.Length; i++)
        {
            if (counter.CountOf(2 * i) == 0)
                continue;
            json.WriteStartObject();
            json.WriteNumber("gap", i);
            json.WriteNumber("count", counter.CountOf(2 * i));
            json.WriteNumber("mean", counter.GapMean(i));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("missing", counter.Missing);
        json.WriteNumber("negativeInfinities", counter.NegativeInfinities);
        json.WriteNumber("positiveInfinities", counter.PositiveInfinities);
        json.WriteFigure("mean", counter.Mean);
        json.WriteFigure("std", counter.StandardDeviation);
        json.WriteFigure("min", counter.Minimum);
        json.WriteFigure("max", counter.Maximum);
    }

    public static NumericBaseline Read(JsonElement json)
    {
        var cells = new NumericCells(Numbers(json, "cuts"));
        var counts = new List<(int, long, double)>();
        int cut = 0;
        foreach (JsonElement count in json.GetProperty("onCut").EnumerateArray())
            counts.Add(((2 * cut++) + 1, count.GetInt64(), 0));
        foreach (JsonElement gap in json.GetProperty("gaps").EnumerateArray())
            counts.Add((2 * gap.GetProperty("gap").GetInt32(), gap.GetProperty("count").GetInt64(), gap.GetProperty("mean").GetDouble()));
        NumericCounter counter = NumericCounter.Restore(cells, new NumericCounts(
            counts,
            json.GetProperty("missing").GetInt64(),
            json.GetProperty("negativeInfinities").GetInt64(),
            json.GetProperty("positiveInfinities").GetInt64(),
            Number(json, "mean"),
            Number(json, "std"),
            Number(json, "min"),
            Number(json, "max")));
        return new NumericBaseline(counter, Numbers(json, "edges"));
    }

    private static void WriteArray(Utf8JsonWriter json, string name, ReadOnlySpan<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static double[] Numbers(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(static v => v.GetDouble())];

    private static double Number(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN;
}
