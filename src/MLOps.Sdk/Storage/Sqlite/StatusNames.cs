using MLOps.Sdk.Recording;

namespace MLOps.Sdk.Storage.Sqlite;

/// <summary>Statuses as people read them in the table.</summary>
internal static class StatusNames
{
    /// <summary>By the enumeration's value.</summary>
    public static readonly string[] All = ["ok", "failed", "cancelled"];

    public static PredictionStatus Parse(string name) => (PredictionStatus)Array.IndexOf(All, name);
}
