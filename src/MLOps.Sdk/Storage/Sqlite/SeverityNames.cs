namespace MLOps.Sdk.Storage.Sqlite;

/// <summary>Severities as people read them in the table.</summary>
internal static class SeverityNames
{
    /// <summary>By the enumeration's value.</summary>
    public static readonly string[] All = ["information", "warning", "critical"];

    public static AlertSeverity Parse(string name) => (AlertSeverity)Array.IndexOf(All, name);
}
