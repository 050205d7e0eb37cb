using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops test stop NAME --reason R</c>.</summary>
internal sealed class TestStopCommand : RolloutCommand
{
    private readonly Argument<string> _name;
    private readonly Option<string> _reason;
    private readonly Option<long?> _expected;
    private readonly Option<string?> _actor;

    public TestStopCommand(Terminal terminal) : base("stop", "Ends a test, and keeps what it counted: the champion answers all calls. A version that won is promoted with 'models promote'.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
        _expected = With(new Option<long?>("--expected") { Description = "Only if this is the test's last event (\"sequence\" of status).", HelpName = "N" });
        _actor = With(CommonOptions.Actor());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        Rollout.Rollouts rollouts = OpenRollouts(parsed);
        RolloutStatus status = await rollouts.FindAsync(name, cancellationToken).ConfigureAwait(false) ?? throw NoTest(name);
        if (status.Plan is { IsRunning: true, Kind: not RolloutKind.Test })
            throw new CommandFault($"The rollout of model '{name}' that is running, '{status.Plan.Name}', is a {status.Plan.Kind.ToString().ToLowerInvariant()}, not a test. End it with 'modelops canary abort {name} --reason WHY'.");
        if (!status.Plan.IsRunning)
            throw NoTest(name);
        return Write(parsed, await rollouts.AbortAsync(new RolloutDecision(name, parsed.GetRequiredValue(_reason))
        {
            Expected = parsed.GetValue(_expected) ?? status.Sequence,
            Actor = parsed.GetValue(_actor),
            Evidence = await EvidenceAsync(rollouts, status, cancellationToken).ConfigureAwait(false),
        }, cancellationToken).ConfigureAwait(false));
    }

    // A test ends whether or not its counts can be read.
    private static async Task<string?> EvidenceAsync(Rollout.Rollouts rollouts, RolloutStatus status, CancellationToken cancellationToken)
    {
        try
        {
            return (await rollouts.ReportAsync(status, cancellationToken).ConfigureAwait(false))?.Describe();
        }
        catch (RegistryException fault)
        {
            return $"not known: {fault.Message}";
        }
    }

    private static CommandFault NoTest(string model) =>
        new($"Model '{model}' has no test that is running. Start one: modelops test start {model} --variant A=CHAMPION:0.5 --variant B=VERSION:0.5 --reason WHY.");
}
