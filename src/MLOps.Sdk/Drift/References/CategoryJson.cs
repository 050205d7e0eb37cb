using System.Text.Json;
using MLOps.Sdk.Statistics.Cells;

namespace MLOps.Sdk.Drift.References;

/// <summary>A category's baseline as JSON.</summary>
internal static class CategoryJson
{
    public static void Write(Utf8JsonWriter json, CategoryBaseline baseline)
    {
        CategoryCounter counter = baseline.Counter;
        json.WriteStartArray("categories");
        foreach (string category in counter.Table.Categories)
            json.WriteStringValue(category);
        json.WriteEndArray();
        json.WriteStartArray("counts");
        for (int i = 0; i < counter.Table.Other; i++)
            json.WriteNumberValue(counter.Counts[i]);
        json.WriteEndArray();
        json.WriteNumber("other", counter.Other);
        json.WriteNumber("missing", counter.Missing);
    }

    public static CategoryBaseline Read(JsonElement json)
    {
        var table = new CategoryTable(json.GetProperty("categories").EnumerateArray().Select(static c => c.GetString()!));
        var counter = new CategoryCounter(table);
        int cell = 0;
        foreach (JsonElement count in json.GetProperty("counts").EnumerateArray())
        {
            if (cell == table.Other)
                throw new FormatException("There are more counts than categories.");
            counter.AddTo(cell++, count.GetInt64());
        }

        counter.AddTo(table.Other, json.GetProperty("other").GetInt64());
        counter.AddTo(table.Null, json.GetProperty("missing").GetInt64());
        return new CategoryBaseline(counter);
    }
}
