using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models promote NAME VERSION --reason R</c>.</summary>
internal sealed class ModelsPromoteCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Argument<string> _version;
    private readonly Option<string> _reason;
    private readonly Option<string> _alias;
    private readonly Option<string?> _expected;
    private readonly Option<string?> _override;
    private readonly Option<string?> _actor;

    public ModelsPromoteCommand(Terminal terminal) : base("promote", "Points an alias to a version. Running apps follow.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _version = WithArgument("VERSION", "The version.");
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
        _alias = With(AliasOption.Create());
        _expected = With(CommonOptions.TextOrEmpty("--expected", "Only if the alias points to this version now; \"\" for none.", "V"));
        _override = With(CommonOptions.Text("--override", "Who decides for it although a gate, a missing approval, a rejection or a freeze says no.", "NAME"));
        _actor = With(CommonOptions.Actor());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        RegistryEvent change = await OpenRegistry(parsed).PromoteAsync(
            new AliasChange(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_version), parsed.GetRequiredValue(_reason))
            {
                Alias = parsed.GetRequiredValue(_alias),
                Expected = parsed.GetValue(_expected),
                Override = parsed.GetValue(_override),
                Actor = parsed.GetValue(_actor),
            },
            cancellationToken).ConfigureAwait(false);
        return WriteChange(parsed, change);
    }
}
