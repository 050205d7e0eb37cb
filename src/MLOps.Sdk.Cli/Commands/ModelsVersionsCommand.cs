using System.CommandLine;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Registry;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models versions NAME</c>.</summary>
internal sealed class ModelsVersionsCommand : RegistryCommand
{
    private readonly Argument<string> _name;

    public ModelsVersionsCommand(Terminal terminal) : base("versions", "The versions of a model, oldest first.", terminal) =>
        _name = WithArgument("NAME", "The model.");

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        IReadOnlyList<ModelVersion> versions = await VersionsOfAsync(OpenRegistry(parsed), name, cancellationToken).ConfigureAwait(false);
        if (!WantsJson(parsed))
        {
            Terminal.Write(RegistryTables.Of(versions));
            return ExitCode.Ok;
        }

        Terminal.WriteJsonObject(json =>
        {
            json.WriteString("name", name);
            json.WriteArray("versions", versions, RegistryJson.Write);
        });
        return ExitCode.Ok;
    }
}
