namespace MLOps.Sdk.Cli.Options;

/// <summary>The values of <c>--format</c>.</summary>
internal static class OutputFormat
{
    public const string Table = "table";
    public const string Json = "json";
}
