namespace MLOps.Sdk.Registry.Rules;

/// <summary>Who changes a registry when nobody is named.</summary>
internal static class RegistryActor
{
    /// <summary>The user and machine of the process.</summary>
    public static string Default { get; } = $"{Environment.UserName}@{Environment.MachineName}";
}
