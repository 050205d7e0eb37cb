using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Cards;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models card NAME [--version V|--alias A]</c>.</summary>
internal sealed class ModelsCardCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Option<string?> _version;
    private readonly Option<string> _alias;

    public ModelsCardCommand(Terminal terminal) : base("card", "What is known of a version, as a page of Markdown.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _version = With(CommonOptions.Text("--version", "The version. Default: the one that the alias points to.", "V"));
        _alias = With(AliasOption.Create());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IModelRegistry registry = OpenRegistry(parsed);
        ModelVersion version = await FindAsync(registry, parsed.GetRequiredValue(_name), parsed.GetValue(_version), parsed.GetRequiredValue(_alias), cancellationToken).ConfigureAwait(false);
        string card = ModelCard.Write(version, await registry.GetHistoryAsync(version.Model, cancellationToken).ConfigureAwait(false));
        if (WantsJson(parsed))
        {
            Terminal.WriteJsonObject(json =>
            {
                json.WriteString("name", version.Model);
                json.WriteString("version", version.Version);
                json.WriteString("markdown", card);
            });
        }
        else
        {
            foreach (string line in card.TrimEnd('\n').Split('\n'))
                Terminal.WriteLine(line);
        }

        return ExitCode.Ok;
    }
}
