using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MLOps.Sdk.Registry;

/// <summary>Versions and events as JSON of plain ASCII, for providers that keep them as text.</summary>
public static class RegistryDocuments
{
    /// <summary>An event.</summary>
    public static string Write(RegistryEvent change) => JsonSerializer.Serialize(change, RegistryJson.Default.RegistryEvent);

    /// <summary>A version; which aliases point to it is not part of it.</summary>
    public static string Write(ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return JsonSerializer.Serialize(version with { Aliases = [] }, RegistryJson.Default.ModelVersion);
    }

    /// <summary>Reads an event.</summary>
    /// <exception cref="RegistryException">The text is not one.</exception>
    public static RegistryEvent ReadEvent(string json) => Read(json, RegistryJson.Default.RegistryEvent);

    /// <summary>Reads a version.</summary>
    /// <exception cref="RegistryException">The text is not one.</exception>
    public static ModelVersion ReadVersion(string json) => Read(json, RegistryJson.Default.ModelVersion);

    private static T Read<T>(string json, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("It holds null.");
        }
        catch (JsonException fault)
        {
            throw new RegistryException($"An entry of the registry cannot be read: {fault.Message} Somebody else wrote it; restore it.", fault);
        }
    }
}
