using System.CommandLine;
using System.Text.Json.Nodes;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models tag NAME VERSION --tag k=v [--remove k] --reason R</c>.</summary>
internal sealed class ModelsTagCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Argument<string> _version;
    private readonly Option<KeyValuePair<string, string>[]> _tags;
    private readonly Option<string[]> _removed;
    private readonly Option<string> _reason;

    public ModelsTagCommand(Terminal terminal) : base("tag", "Puts tags on a version, or takes them off.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _version = WithArgument("VERSION", "The version.");
        _tags = With(CommonOptions.Pairs("--tag", "A tag; may be repeated."));
        _removed = With(new Option<string[]>("--remove") { Description = "The key of a tag to take off; may be repeated.", HelpName = "K" });
        _reason = With(CommonOptions.RequiredText("--reason", "Why; kept for ever.", "R"));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var tags = new JsonObject();
        foreach ((string key, string value) in parsed.GetRequiredValue(_tags))
            tags[key] = value;
        foreach (string key in parsed.GetValue(_removed) ?? [])
            tags[key] = null;
        if (tags.Count == 0)
            throw new UsageFault("Neither --tag nor --remove names a tag. Name one.");
        return WriteChange(parsed, await OpenRegistry(parsed).RecordAsync(
            new RegistryNote(parsed.GetRequiredValue(_name), RegistryEventKind.Tag, parsed.GetRequiredValue(_reason))
            {
                Version = parsed.GetRequiredValue(_version),
                Data = tags.ToJsonString(),
            },
            cancellationToken).ConfigureAwait(false));
    }
}
