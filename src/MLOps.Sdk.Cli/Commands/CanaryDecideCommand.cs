using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops canary ramp|promote|rollback|abort NAME --reason R</c>.</summary>
internal sealed class CanaryDecideCommand : RolloutCommand
{
    private readonly Func<Rollout.Rollouts, RolloutDecision, CancellationToken, ValueTask<RolloutStatus>> _decide;
    private readonly Argument<string> _name;
    private readonly Option<string> _reason;
    private readonly Option<long?> _expected;
    private readonly Option<string?> _override;
    private readonly Option<string?> _actor;

    private CanaryDecideCommand(
        string verb, string description, Terminal terminal, Func<Rollout.Rollouts, RolloutDecision, CancellationToken, ValueTask<RolloutStatus>> decide) : base(verb, description, terminal)
    {
        _decide = decide;
        _name = WithArgument("NAME", "The model.");
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
        _expected = With(new Option<long?>("--expected") { Description = "Only if this is the rollout's last event (\"sequence\" of status).", HelpName = "N" });
        _override = With(CommonOptions.Text("--override", "Who decides for it although a gate, a missing approval, a rejection or a freeze says no.", "NAME"));
        _actor = With(CommonOptions.Actor());
    }

    public static CanaryDecideCommand Ramp(Terminal terminal) => new("ramp", "Takes a canary to the next step of its ramp.", terminal,
        static (rollouts, decision, cancellationToken) => rollouts.RampAsync(decision, step: null, cancellationToken));

    public static CanaryDecideCommand Promote(Terminal terminal) => new("promote", "Makes a canary's version champion, and ends the canary.", terminal,
        static (rollouts, decision, cancellationToken) => rollouts.PromoteAsync(decision, cancellationToken));

    public static CanaryDecideCommand RollBack(Terminal terminal) => new("rollback", "Ends a canary whose version is worse: the champion answers all calls, and the version is remembered as rejected.", terminal,
        static (rollouts, decision, cancellationToken) => rollouts.RollBackAsync(decision, cancellationToken));

    public static CanaryDecideCommand Abort(Terminal terminal) => new("abort", "Ends a rollout without a verdict: the champion answers all calls.", terminal,
        static (rollouts, decision, cancellationToken) => rollouts.AbortAsync(decision, cancellationToken));

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        Write(parsed, await _decide(OpenRollouts(parsed), new RolloutDecision(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_reason))
        {
            Expected = parsed.GetValue(_expected),
            Override = parsed.GetValue(_override),
            Actor = parsed.GetValue(_actor),
        }, cancellationToken).ConfigureAwait(false));
}
