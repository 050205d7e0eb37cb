using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MLOps.Sdk.Quality.Windows;

/// <summary>The figures behind an alert about a rule.</summary>
internal static class QualityEvidence
{
    public static string Write(QualityFinding finding, QualityWindow window, long? firstRow, string? example)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (finding.Value is { } value)
                json.WriteNumber("value", value);
            if (finding.Limit is { } limit)
                json.WriteNumber("limit", limit);
            json.WriteNumber("window", window.Index);
            json.WriteNumber("rows", window.Rows);
            if (firstRow is { } row)
                json.WriteNumber("firstRow", row);
            if (example is not null)
                json.WriteString("example", example);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
