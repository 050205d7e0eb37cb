using System.Text.Json;

namespace MLOps.Sdk.Statistics;

/// <summary>Figures as JSON: what is not known, not finite or not there is null, which no reader takes for a number.</summary>
internal static class JsonFigures
{
    /// <summary>Writes a figure as a property.</summary>
    public static void WriteFigure(this Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        json.WriteFigureValue(value);
    }

    /// <summary>Writes a figure as an element.</summary>
    public static void WriteFigureValue(this Utf8JsonWriter json, double? value)
    {
        if (value is { } known && double.IsFinite(known))
            json.WriteNumberValue(known);
        else
            json.WriteNullValue();
    }
}
