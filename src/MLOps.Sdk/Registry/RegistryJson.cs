using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLOps.Sdk.Registry;

/// <summary>JSON of versions and events, without reflection. Metrics may be NaN or infinite.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(Files.VersionFile))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(ModelLineage))]
[JsonSerializable(typeof(RegistryEvent))]
[JsonSerializable(typeof(PromotionPolicy))]
[JsonSerializable(typeof(ModelVersion))]
[JsonSerializable(typeof(Files.AliasFile))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, double>), TypeInfoPropertyName = "Metrics")]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>), TypeInfoPropertyName = "Texts")]
internal sealed partial class RegistryJson : JsonSerializerContext
{
    /// <summary>The same, for people: indented, and letters of all languages as they are.</summary>
    public static RegistryJson Readable => ForPeople.Instance;

    // Apart, so that it is made after the generated part's own static fields.
    private static class ForPeople
    {
        public static readonly RegistryJson Instance = new(new JsonSerializerOptions(Default.GeneratedSerializerOptions!)
        {
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }
}
