using System.Text.Json;

namespace MLOps.Sdk.Statistics.Performance;

/// <summary>Estimates as JSON, with the same keys in the store's windows and in what the tool shows.</summary>
public static class EstimateJson
{
    /// <summary>Writes an interval as an array of two numbers, or null when it has no ends.</summary>
    public static void WriteInterval(this Utf8JsonWriter json, string name, Estimate figure)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WritePropertyName(name);
        if (!double.IsFinite(figure.Low) || !double.IsFinite(figure.High))
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        json.WriteNumberValue(figure.Low);
        json.WriteNumberValue(figure.High);
        json.WriteEndArray();
    }

    /// <summary>Writes "confusion": the four counts of two classes.</summary>
    public static void WriteConfusion(this Utf8JsonWriter json, ConfusionCounts counts)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject("confusion");
        json.WriteNumber("truePositives", counts.TruePositives);
        json.WriteNumber("falsePositives", counts.FalsePositives);
        json.WriteNumber("trueNegatives", counts.TrueNegatives);
        json.WriteNumber("falseNegatives", counts.FalseNegatives);
        json.WriteEndObject();
    }
}
