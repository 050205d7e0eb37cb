using System.Text.Json;
using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Cli.Status;

/// <summary>The books of recording as JSON; scripts depend on the keys.</summary>
internal static class CountsJson
{
    /// <summary>Writes the four figures into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, RecordingCounts counts)
    {
        json.WriteNumber("calls", counts.Calls);
        json.WriteNumber("durable", counts.Durable);
        json.WriteNumber("pending", counts.Pending);
        json.WriteStartObject("lost");
        foreach ((LossReason reason, long count) in counts.Lost)
            json.WriteNumber(NameOf(reason), count);
        json.WriteEndObject();
    }

    public static string NameOf(LossReason reason) => JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());
}
