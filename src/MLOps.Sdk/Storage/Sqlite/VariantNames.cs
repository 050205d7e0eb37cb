using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage.Sqlite;

/// <summary>Variants as people read them in the table.</summary>
internal static class VariantNames
{
    /// <summary>By the enumeration's value.</summary>
    public static readonly string[] All = ["champion", "canary", "shadow", "fallback"];

    public static PredictionVariant Parse(string name) => (PredictionVariant)Array.IndexOf(All, name);
}
