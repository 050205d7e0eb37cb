using System.Text.Json;

namespace MLOps.Sdk.Cli.Output;

/// <summary>Values as JSON: what is not known is null, and infinities, which JSON has no numbers for, are "Infinity" and "-Infinity".</summary>
internal static class JsonValues
{
    public static void WriteFigure(this Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        if (value is not { } known || double.IsNaN(known))
            json.WriteNullValue();
        else if (double.IsInfinity(known))
            json.WriteStringValue(known > 0 ? "Infinity" : "-Infinity");
        else
            json.WriteNumberValue(known);
    }

    public static void WriteFigure(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    public static void WriteMoney(this Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    /// <summary>A moment, or null when it is not known.</summary>
    public static void WriteMoment(this Utf8JsonWriter json, string name, DateTimeOffset? moment)
    {
        if (moment is { } known)
            json.WriteString(name, known);
        else
            json.WriteNull(name);
    }

    /// <summary>Yes, no, or null when that cannot be said.</summary>
    public static void WriteVerdict(this Utf8JsonWriter json, string name, bool? verdict)
    {
        if (verdict is { } known)
            json.WriteBoolean(name, known);
        else
            json.WriteNull(name);
    }

    /// <summary>A value that writes itself, or null.</summary>
    public static void WriteOptional<T>(this Utf8JsonWriter json, string name, T? value, Action<Utf8JsonWriter, T> write) where T : class
    {
        json.WritePropertyName(name);
        if (value is null)
            json.WriteNullValue();
        else
            write(json, value);
    }

    /// <summary>An array of values that write themselves.</summary>
    public static void WriteArray<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
            write(json, item);
        json.WriteEndArray();
    }

    /// <summary>An array of objects.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="name">The array's name.</param>
    /// <param name="items">What they are made of.</param>
    /// <param name="writeMembers">Writes the members of one.</param>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> writeMembers)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            writeMembers(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in texts)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
