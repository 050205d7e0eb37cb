namespace MLOps.Sdk.Registry;

/// <summary>Names that point to versions.</summary>
public static class ModelAlias
{
    /// <summary>The version that answers.</summary>
    public const string Champion = "champion";

    /// <summary>The version on trial.</summary>
    public const string Challenger = "challenger";
}
