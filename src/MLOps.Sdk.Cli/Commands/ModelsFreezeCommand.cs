using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models freeze|thaw NAME --reason R</c>.</summary>
internal sealed class ModelsFreezeCommand : RegistryCommand
{
    private readonly bool _freezes;
    private readonly Argument<string> _name;
    private readonly Option<string> _reason;
    private readonly Option<string?> _actor;

    private ModelsFreezeCommand(string verb, string description, bool freezes, Terminal terminal) : base(verb, description, terminal)
    {
        _freezes = freezes;
        _name = WithArgument("NAME", "The model.");
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
        _actor = With(CommonOptions.Actor());
    }

    public static ModelsFreezeCommand Freeze(Terminal terminal) =>
        new("freeze", "Forbids promotions of a model during an incident, and keeps what is known now. Rollbacks stay possible.", freezes: true, terminal);

    public static ModelsFreezeCommand Thaw(Terminal terminal) => new("thaw", "Allows promotions of a model again.", freezes: false, terminal);

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IModelRegistry registry = OpenRegistry(parsed);
        string name = parsed.GetRequiredValue(_name), reason = parsed.GetRequiredValue(_reason);
        RegistryEvent change = _freezes
            ? await registry.FreezeAsync(name, reason, parsed.GetValue(_actor), cancellationToken).ConfigureAwait(false)
            : await registry.RecordAsync(new RegistryNote(name, RegistryEventKind.Thaw, reason) { Actor = parsed.GetValue(_actor) }, cancellationToken).ConfigureAwait(false);
        return WriteChange(parsed, change);
    }
}
