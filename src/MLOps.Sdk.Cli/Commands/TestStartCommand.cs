using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Rollouts;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops test start NAME --variant A=1:0.5 --variant B=2:0.5 --reason R [--bandit]</c>.</summary>
internal sealed class TestStartCommand : RolloutCommand
{
    private static readonly BanditRules DefaultBandit = new();

    private readonly Argument<string> _name;
    private readonly Option<RolloutVariant[]> _variants;
    private readonly Option<string> _reason;
    private readonly Option<bool> _bandit;
    private readonly Option<TimeSpan?> _epoch;
    private readonly Option<double?> _floor;
    private readonly RulesOptions _rules = new();
    private readonly Option<string?> _hint;
    private readonly Option<string?> _override;
    private readonly Option<string?> _actor;

    public TestStartCommand(Terminal terminal) : base("start", "Lets named variants answer shares of the calls, until people decide. Running apps follow.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _variants = With(VariantOption.Create());
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
        _bandit = With(new Option<bool>("--bandit") { Description = "Lets the shares follow the outcomes (Thompson sampling); each prediction carries the tag propensity." });
        _epoch = With(Durations.Option("--epoch", "How long a bandit's shares stay as they are. Default 10m."));
        _floor = With(new Option<double?>("--floor") { Description = "The least share of a bandit's variant. Default 0.05.", HelpName = "X" });
        foreach (Option option in _rules.All)
            Options.Add(option);
        _hint = With(CommonOptions.Text("--feature-hint", "Deals users out as Microsoft.FeatureManagement does with this seed.", "SEED"));
        _override = With(CommonOptions.Text("--override", "Who decides for it although a version was rejected or the model is frozen.", "NAME"));
        _actor = With(CommonOptions.Actor());
        Validators.Add(result =>
        {
            if (!result.GetValue(_bandit) && (result.GetValue(_epoch) is not null || result.GetValue(_floor) is not null))
                result.AddError("--epoch and --floor are a bandit's. Add --bandit, or leave them out: the shares then stay.");
        });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var start = new TestStart(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_reason), parsed.GetRequiredValue(_variants))
        {
            Bandit = !parsed.GetValue(_bandit) ? null : new BanditRules
            {
                Epoch = parsed.GetValue(_epoch) ?? DefaultBandit.Epoch,
                Floor = parsed.GetValue(_floor) ?? DefaultBandit.Floor,
            },
            Rules = _rules.Read(parsed),
            Bucketing = parsed.GetValue(_hint) is null ? Bucketing.Native : Bucketing.FeatureManagement,
            Hint = parsed.GetValue(_hint),
            Override = parsed.GetValue(_override),
            Actor = parsed.GetValue(_actor),
        };
        return Write(parsed, await OpenRollouts(parsed).StartTestAsync(start, cancellationToken).ConfigureAwait(false));
    }
}
