using System.Text;
using System.Text.Json;

namespace MLOps.Sdk.Storage;

/// <summary>Writes the details of an event as a JSON object.</summary>
internal static class EventDetails
{
    /// <summary>An object of texts; those that are null are left out.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string? Value)> texts)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach ((string name, string? value) in texts)
            {
                if (value is not null)
                    json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
