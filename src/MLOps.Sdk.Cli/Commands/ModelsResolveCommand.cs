using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models resolve NAME</c>.</summary>
internal sealed class ModelsResolveCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Option<string> _alias;

    public ModelsResolveCommand(Terminal terminal) : base("resolve", "The version that an alias points to now.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _alias = With(AliasOption.Create());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name), alias = parsed.GetRequiredValue(_alias);
        IModelRegistry registry = OpenRegistry(parsed);
        IReadOnlyList<ModelVersion> versions = await VersionsOfAsync(registry, name, cancellationToken).ConfigureAwait(false);
        ModelVersion version = await registry.ResolveAsync(name, alias, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"Alias '{alias}' of model '{name}' points to no version. Promote one of {string.Join(", ", versions.Select(static known => $"'{known.Version}'"))}: modelops models promote {name} VERSION --alias {alias} --reason WHY.");
        if (!WantsJson(parsed))
        {
            Terminal.WriteLine($"{alias} of {name} is version {version.Version} (SHA-256 {version.Sha256 ?? "none: code"})");
            return ExitCode.Ok;
        }

        Terminal.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("version", version.Version);
            json.WriteString("source", registry.Location);
            json.WriteString("sha256", version.Sha256);
            json.WriteTexts("aliases", version.Aliases);
            json.WriteString("resolvedFrom", "registry");
            json.WriteNumber("ageSeconds", 0); // asked just now, not remembered
            json.WriteEndObject();
        });
        return ExitCode.Ok;
    }
}
