using System.CommandLine;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops canary|test status NAME</c>.</summary>
internal sealed class RolloutStatusCommand : RolloutCommand
{
    private readonly Argument<string> _name;
    private readonly string _start;

    private RolloutStatusCommand(string description, string start, Terminal terminal) : base("status", description, terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _start = start;
    }

    public static RolloutStatusCommand OfCanary(Terminal terminal) => new(
        "Shows a model's last rollout: variants, shares, step, what each did, who changed it last and why.", "modelops canary start {0} VERSION --reason WHY", terminal);

    public static RolloutStatusCommand OfTest(Terminal terminal) => new(
        "Shows a model's last rollout, such as a test: variants, shares, what each did, who changed it last and why.", "modelops test start {0} --variant A=CHAMPION:0.5 --variant B=VERSION:0.5 --reason WHY", terminal);

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        await VersionsOfAsync(OpenRegistry(parsed), name, cancellationToken).ConfigureAwait(false);
        Rollout.Rollouts rollouts = OpenRollouts(parsed);
        RolloutStatus status = await rollouts.FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"Model '{name}' has had no rollout. Start one: {_start.Replace("{0}", name, StringComparison.Ordinal)}.");
        return Write(parsed, status, await rollouts.ReportAsync(status, cancellationToken).ConfigureAwait(false));
    }
}
