using System.CommandLine;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Rollouts;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Commands;

/// <summary>A verb about a rollout: the decision that all apps which follow the registry act on.</summary>
internal abstract class RolloutCommand(string name, string description, Terminal terminal) : RegistryCommand(name, description, terminal)
{
    protected Rollout.Rollouts OpenRollouts(ParseResult parsed) => new(OpenRegistry(parsed), Terminal.Time);

    /// <summary>Shows where the rollout stands.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="status">The rollout.</param>
    /// <param name="report">What its variants did; null where that is not known.</param>
    protected int Write(ParseResult parsed, RolloutStatus status, CanaryReport? report = null)
    {
        if (WantsJson(parsed))
        {
            Terminal.WriteJson(json => RolloutJson.Write(json, status, report));
            return ExitCode.Ok;
        }

        Terminal.Write(RolloutWords.TableOf(status, report));
        if (report is not null)
            Terminal.Write(RolloutWords.TableOf(report));
        return ExitCode.Ok;
    }
}
