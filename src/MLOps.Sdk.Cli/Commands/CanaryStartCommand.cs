using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Rollouts;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops canary start NAME VERSION --reason R</c>.</summary>
internal sealed class CanaryStartCommand : RolloutCommand
{
    private readonly Argument<string> _name;
    private readonly Argument<string> _version;
    private readonly Option<string> _reason;
    private readonly Option<RampStep[]> _steps;
    private readonly Option<bool> _manual;
    private readonly Option<int> _judges;
    private readonly RulesOptions _rules = new();
    private readonly Option<string?> _hint;
    private readonly Option<string?> _override;
    private readonly Option<string?> _actor;

    public CanaryStartCommand(Terminal terminal) : base("start", "Lets a version answer a growing share of the calls, until it is promoted or rolled back. Running apps follow.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _version = WithArgument("VERSION", "The version on trial.");
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
        _steps = With(RampOption.Create());
        foreach (Option option in _rules.All)
            Options.Add(option);
        _manual = With(new Option<bool>("--manual") { Description = "Neither promoted nor rolled back by itself: people decide." });
        _judges = With(CommonOptions.Number("--judges", "The processes that judge it, each by the calls that it sees.", 1, 100_000, 1));
        _hint = With(CommonOptions.Text("--feature-hint", "Deals users out as Microsoft.FeatureManagement does with this seed.", "SEED"));
        _override = With(CommonOptions.Text("--override", "Who decides for it although it was rejected, a rollback was just now, or the model is frozen.", "NAME"));
        _actor = With(CommonOptions.Actor());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var start = new CanaryStart(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_version), parsed.GetRequiredValue(_reason))
        {
            Rules = _rules.Read(parsed),
            Conduct = new CanaryConduct { PromotesItself = !parsed.GetValue(_manual), RollsBackItself = !parsed.GetValue(_manual), Judges = parsed.GetRequiredValue(_judges) },
            Bucketing = parsed.GetValue(_hint) is null ? Bucketing.Native : Bucketing.FeatureManagement,
            Hint = parsed.GetValue(_hint),
            Override = parsed.GetValue(_override),
            Actor = parsed.GetValue(_actor),
        };
        if (parsed.GetRequiredValue(_steps) is { Length: > 0 } steps)
            start = start with { Steps = steps };
        return Write(parsed, await OpenRollouts(parsed).StartCanaryAsync(start, cancellationToken).ConfigureAwait(false));
    }
}
