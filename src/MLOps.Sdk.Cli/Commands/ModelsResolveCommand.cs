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
    private readonly Option<DateTimeOffset?> _at;

    public ModelsResolveCommand(Terminal terminal) : base("resolve", "The version that an alias points to now, or pointed to at a moment: what served then.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _alias = With(AliasOption.Create());
        _at = With(CommonOptions.Moment("--at", "The moment. Default: now."));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name), alias = parsed.GetRequiredValue(_alias);
        IModelRegistry registry = OpenRegistry(parsed);
        ModelVersion version = parsed.GetValue(_at) is { } at
            ? await ServedAtAsync(registry, name, alias, at, cancellationToken).ConfigureAwait(false)
            : await FindAsync(registry, name, version: null, alias, cancellationToken).ConfigureAwait(false);
        if (!WantsJson(parsed))
        {
            Terminal.WriteLine($"{alias} of {name} {(parsed.GetValue(_at) is { } then ? $"was at {Figures.Time(then)}" : "is")} version {version.Version} (SHA-256 {version.Sha256 ?? "none: code"})");
            return ExitCode.Ok;
        }

        Terminal.WriteJsonObject(json =>
        {
            json.WriteString("name", name);
            json.WriteString("version", version.Version);
            json.WriteString("source", registry.Location);
            json.WriteString("sha256", version.Sha256);
            json.WriteTexts("aliases", version.Aliases);
            json.WriteString("resolvedFrom", parsed.GetValue(_at) is not null ? "history" : version.AsOf is null ? "registry" : "memory");
            json.WriteNumber("ageSeconds", version.AsOf is { } then ? (Terminal.Time.GetUtcNow() - then).TotalSeconds : 0);
        });
        return ExitCode.Ok;
    }

    private static async Task<ModelVersion> ServedAtAsync(IModelRegistry registry, string name, string alias, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await VersionsOfAsync(registry, name, cancellationToken).ConfigureAwait(false);
        return await registry.ResolveAtAsync(name, at, alias, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"At {Figures.Time(at)} alias '{alias}' of model '{name}' pointed to no version. 'modelops models history {name}' shows when it moved.");
    }
}
