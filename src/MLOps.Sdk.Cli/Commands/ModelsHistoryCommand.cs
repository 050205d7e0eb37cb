using System.CommandLine;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Registry;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models history NAME</c>.</summary>
internal sealed class ModelsHistoryCommand : RegistryCommand
{
    private readonly Argument<string> _name;

    public ModelsHistoryCommand(Terminal terminal) : base("history", "What happened to a model: who, when, what and why, oldest first.", terminal) =>
        _name = WithArgument("NAME", "The model.");

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        IModelRegistry registry = OpenRegistry(parsed);
        await VersionsOfAsync(registry, name, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RegistryEvent> events = await registry.GetHistoryAsync(name, cancellationToken).ConfigureAwait(false);
        if (!WantsJson(parsed))
        {
            Terminal.Write(RegistryTables.Of(events));
            return ExitCode.Ok;
        }

        Terminal.WriteJsonObject(json =>
        {
            json.WriteArray("events", events, RegistryJson.Write);
        });
        return ExitCode.Ok;
    }
}
