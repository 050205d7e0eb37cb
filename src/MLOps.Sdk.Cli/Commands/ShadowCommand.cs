using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Rollouts;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops shadow start|stop NAME VERSION --reason R</c>.</summary>
internal sealed class ShadowCommand : RolloutCommand
{
    private readonly Argument<string> _name;
    private readonly Argument<string> _version;
    private readonly Option<string> _reason;
    private readonly Option<double>? _sample; // null: stop
    private readonly Option<string?> _actor;

    private ShadowCommand(string verb, string description, Terminal terminal, Option<double>? sample) : base(verb, description, terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _version = WithArgument("VERSION", "The version.");
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
        _sample = sample is null ? null : With(sample);
        _actor = With(CommonOptions.Actor());
    }

    public static ShadowCommand Start(Terminal terminal) => new(
        "start", "Lets a version see a sample of the calls beside the one that answers; nobody gets its answers.", terminal, RulesOptions.Share("--sample", "The share of the calls that it sees.", 1));

    public static ShadowCommand Stop(Terminal terminal) => new("stop", "Lets a version see no more calls.", terminal, sample: null);

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name), version = parsed.GetRequiredValue(_version), reason = parsed.GetRequiredValue(_reason);
        string? actor = parsed.GetValue(_actor);
        Rollout.Rollouts rollouts = OpenRollouts(parsed);
        return Write(parsed, _sample is null
            ? await rollouts.StopShadowAsync(new RolloutDecision(name, reason) { Actor = actor }, version, cancellationToken).ConfigureAwait(false)
            : await rollouts.StartShadowAsync(new ShadowStart(name, version, parsed.GetRequiredValue(_sample), reason) { Actor = actor }, cancellationToken).ConfigureAwait(false));
    }
}
