using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models policy NAME [--require-gate] [--approvals N] [--four-eyes] --reason R</c>.</summary>
internal sealed class ModelsPolicyCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Option<bool> _requireGate;
    private readonly Option<int> _approvals;
    private readonly Option<bool> _fourEyes;
    private readonly Option<string> _reason;
    private readonly Option<string?> _actor;

    public ModelsPolicyCommand(Terminal terminal) : base("policy", "Says what promotions of a model to champion need from now on.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _requireGate = With(new Option<bool>("--require-gate") { Description = "The last gate must have passed." });
        _approvals = With(CommonOptions.Number("--approvals", "How many people must approve.", 0, 100, otherwise: 0));
        _fourEyes = With(new Option<bool>("--four-eyes") { Description = "Approvals of whoever registers or promotes do not count." });
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
        _actor = With(CommonOptions.Actor());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var policy = new PromotionPolicy
        {
            RequireGate = parsed.GetValue(_requireGate),
            Approvals = parsed.GetRequiredValue(_approvals),
            FourEyes = parsed.GetValue(_fourEyes),
        };
        return WriteChange(parsed, await OpenRegistry(parsed).RecordAsync(
            new RegistryNote(parsed.GetRequiredValue(_name), RegistryEventKind.Policy, parsed.GetRequiredValue(_reason))
            {
                Data = policy.ToJson(),
                Actor = parsed.GetValue(_actor),
            },
            cancellationToken).ConfigureAwait(false));
    }
}
