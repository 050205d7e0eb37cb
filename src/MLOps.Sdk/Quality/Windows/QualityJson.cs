using System.Buffers;
using System.Text;
using System.Text.Json;
using MLOps.Sdk.Statistics;

namespace MLOps.Sdk.Quality.Windows;

/// <summary>The findings about one column as the JSON of a stored window, written and read by hand: no reflection.</summary>
public static class QualityJson
{
    /// <summary>Writes findings: what is kept by its figures, the rest in words as well.</summary>
    /// <param name="unread">Rows of the window whose features could not be read.</param>
    /// <param name="findings">Findings about one column.</param>
    public static string Write(long unread, IEnumerable<QualityFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("unread", unread);
            json.WriteStartArray("checks");
            foreach (QualityFinding finding in findings)
                Write(json, finding);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write(long, IEnumerable{QualityFinding})"/> wrote.</summary>
    /// <param name="column">The column that the findings are about.</param>
    /// <param name="text">The JSON.</param>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static (long Unread, IReadOnlyList<QualityFinding> Findings) Read(string column, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            return (root.GetProperty("unread").GetInt64(), [.. root.GetProperty("checks").EnumerateArray().Select(check => Read(column, check))]);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"These are not the findings of a quality window: {fault.Message}", fault);
        }
    }

    private static QualityFinding Read(string column, JsonElement check) => new(
        column, check.GetProperty("check").GetString()!, SchemaJson.Number(check, "value"), SchemaJson.Number(check, "limit"),
        check.GetProperty("kept") is { ValueKind: not JsonValueKind.Null } kept ? kept.GetBoolean() : null,
        check.TryGetProperty("reason", out JsonElement reason) ? reason.GetString()! : "");

    private static void Write(Utf8JsonWriter json, QualityFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("check", finding.Check);
        json.WriteFigure("value", finding.Value);
        json.WriteFigure("limit", finding.Limit);
        if (finding.Kept is { } kept)
            json.WriteBoolean("kept", kept);
        else
            json.WriteNull("kept");
        if (finding.Kept != true)
            json.WriteString("reason", finding.Reason);
        json.WriteEndObject();
    }
}
