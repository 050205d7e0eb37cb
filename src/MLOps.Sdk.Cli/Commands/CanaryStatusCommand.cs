using System.CommandLine;
using MLOps.Sdk.Cli.Output;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops canary status NAME</c>.</summary>
internal sealed class CanaryStatusCommand : RolloutCommand
{
    private readonly Argument<string> _name;

    public CanaryStatusCommand(Terminal terminal) : base("status", "Shows a model's last rollout: variants, shares, step, who changed it last and why.", terminal) =>
        _name = WithArgument("NAME", "The model.");

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        await VersionsOfAsync(OpenRegistry(parsed), name, cancellationToken).ConfigureAwait(false);
        return Write(parsed, await OpenRollouts(parsed).FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"Model '{name}' has had no rollout. Start one: modelops canary start {name} VERSION --reason WHY."));
    }
}
