using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models approve|reject|note NAME VERSION --reason R</c>: something is said about a version.</summary>
internal sealed class ModelsNoteCommand : RegistryCommand
{
    private readonly RegistryEventKind _kind;
    private readonly Argument<string> _name;
    private readonly Argument<string> _version;
    private readonly Option<string> _reason;
    private readonly Option<string?> _actor;

    private ModelsNoteCommand(string verb, string description, RegistryEventKind kind, Terminal terminal) : base(verb, description, terminal)
    {
        _kind = kind;
        _name = WithArgument("NAME", "The model.");
        _version = WithArgument("VERSION", "The version.");
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
        _actor = With(CommonOptions.Actor());
    }

    public static ModelsNoteCommand Approve(Terminal terminal) =>
        new("approve", "Approves a version: policies may ask for it.", RegistryEventKind.Approve, terminal);

    public static ModelsNoteCommand Reject(Terminal terminal) =>
        new("reject", "Rejects a version: it is remembered, and not promoted unless somebody decides against it.", RegistryEventKind.Reject, terminal);

    public static ModelsNoteCommand Note(Terminal terminal) =>
        new("note", "Says something about a version.", RegistryEventKind.Note, terminal);

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => WriteChange(parsed, await OpenRegistry(parsed).RecordAsync(
        new RegistryNote(parsed.GetRequiredValue(_name), _kind, parsed.GetRequiredValue(_reason))
        {
            Version = parsed.GetRequiredValue(_version),
            Actor = parsed.GetValue(_actor),
        },
        cancellationToken).ConfigureAwait(false));
}
