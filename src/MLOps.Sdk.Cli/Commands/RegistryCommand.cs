using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Registry;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary>A verb that reads or changes a registry.</summary>
internal abstract class RegistryCommand : StoreCommand
{
    private readonly Option<string?> _registry;

    protected RegistryCommand(string name, string description, Terminal terminal) : base(name, description, terminal)
    {
        _registry = With(CommonOptions.Text(
            "--registry", "The registry: a store's directory, a directory of files (files:DIR where it is not there yet), or mlflow+http://host:port. Default: that of --store.", "PLACE"));
    }

    /// <summary>The registry, which must be there.</summary>
    protected IModelRegistry OpenRegistry(ParseResult parsed) => RegistryPlace.Open(PlaceOf(parsed), Terminal.Time);

    /// <summary>The registry, made when it is not there.</summary>
    protected IModelRegistry OpenOrCreateRegistry(ParseResult parsed) => RegistryPlace.OpenOrCreate(PlaceOf(parsed), Terminal.Time);

    /// <summary>The versions of a model, at least one.</summary>
    /// <exception cref="CommandFault">There is no such model.</exception>
    protected static async Task<IReadOnlyList<ModelVersion>> VersionsOfAsync(IModelRegistry registry, string model, CancellationToken cancellationToken)
    {
        IReadOnlyList<ModelVersion> versions = await registry.ListVersionsAsync(model, cancellationToken).ConfigureAwait(false);
        if (versions.Count > 0)
            return versions;

        IReadOnlyList<RegisteredModel> models = await registry.ListModelsAsync(cancellationToken).ConfigureAwait(false);
        string known = models.Count == 0 ? "no models" : string.Join(", ", models.Select(static known => $"'{known.Name}'"));
        throw new CommandFault($"There is no model '{model}' in {registry.Location}, which has {known}. Check the name, or register a first version with 'modelops models register'.");
    }

    /// <summary>The version named, or the one that the alias points to.</summary>
    /// <exception cref="CommandFault">There is none.</exception>
    protected static async Task<ModelVersion> FindAsync(IModelRegistry registry, string model, string? version, string alias, CancellationToken cancellationToken)
    {
        IReadOnlyList<ModelVersion> versions = await VersionsOfAsync(registry, model, cancellationToken).ConfigureAwait(false);
        string known = string.Join(", ", versions.Select(static known => $"'{known.Version}'"));
        if (version is not null)
        {
            return versions.FirstOrDefault(found => found.Version == version)
                ?? throw new CommandFault($"Model '{model}' has no version '{version}'. It has {known}.");
        }

        return await registry.ResolveAsync(model, alias, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"Alias '{alias}' of model '{model}' points to no version. Promote one of {known}: modelops models promote {model} VERSION --alias {alias} --reason WHY.");
    }

    /// <summary>Shows what a change of the registry did.</summary>
    protected int WriteChange(ParseResult parsed, RegistryEvent change)
    {
        if (WantsJson(parsed))
            Terminal.WriteJson(json => RegistryJson.Write(json, change));
        else
            Terminal.Write(RegistryTables.Of([change]));
        return ExitCode.Ok;
    }

    private string PlaceOf(ParseResult parsed) => parsed.GetValue(_registry) ?? StoreOf(parsed);
}
