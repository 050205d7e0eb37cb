using System.CommandLine;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Rollouts;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Commands;

/// <summary>A verb about a rollout: the decision that all apps which follow the registry act on.</summary>
internal abstract class RolloutCommand(string name, string description, Terminal terminal) : RegistryCommand(name, description, terminal)
{
    protected Rollout.Rollouts OpenRollouts(ParseResult parsed) => new(OpenRegistry(parsed), Terminal.Time);

    /// <summary>Shows where the rollout stands.</summary>
    protected int Write(ParseResult parsed, RolloutStatus status)
    {
        if (WantsJson(parsed))
            Terminal.WriteJson(json => RolloutJson.Write(json, status));
        else
            Terminal.Write(RolloutWords.TableOf(status));
        return ExitCode.Ok;
    }
}
