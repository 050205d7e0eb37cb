using System.Text.Json;

namespace MLOps.Sdk.Drift.References.Imports;

/// <summary>Reads numbers of files that others wrote.</summary>
internal static class ImportedJson
{
    /// <summary>A number; NaN when it is not there or is none.</summary>
    public static double Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
}
