using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models rollback NAME --reason R</c>.</summary>
internal sealed class ModelsRollbackCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Option<string> _reason;
    private readonly Option<string> _alias;
    private readonly Option<string?> _expected;
    private readonly Option<string?> _actor;

    public ModelsRollbackCommand(Terminal terminal) : base("rollback", "Points an alias back to the version before. Running apps follow.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
        _alias = With(AliasOption.Create());
        _expected = With(CommonOptions.Text("--expected", "Only if the alias points to this version now.", "V"));
        _actor = With(CommonOptions.Actor());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        RegistryEvent change = await OpenRegistry(parsed).RollbackAsync(
            new Rollback(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_reason))
            {
                Alias = parsed.GetRequiredValue(_alias),
                Expected = parsed.GetValue(_expected),
                Actor = parsed.GetValue(_actor),
            },
            cancellationToken).ConfigureAwait(false);
        return WriteChange(parsed, change);
    }
}
