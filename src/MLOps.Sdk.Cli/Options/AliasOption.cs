using System.CommandLine;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Options;

/// <summary><c>--alias</c>, the champion unless another is named.</summary>
internal static class AliasOption
{
    public static Option<string> Create() => new("--alias")
    {
        Description = "The alias.",
        HelpName = "A",
        DefaultValueFactory = static _ => ModelAlias.Champion,
    };
}
