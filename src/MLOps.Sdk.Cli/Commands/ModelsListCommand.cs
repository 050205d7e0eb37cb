using System.CommandLine;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Registry;
using MLOps.Sdk.Registry;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models list</c>.</summary>
internal sealed class ModelsListCommand(Terminal terminal) : RegistryCommand("list", "All models, and where their aliases point.", terminal)
{
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<RegisteredModel> models = await OpenRegistry(parsed).ListModelsAsync(cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
        {
            Terminal.WriteJsonObject(json =>
            {
                json.WriteArray("models", models, RegistryJson.Write);
            });
            return ExitCode.Ok;
        }

        Table table = Tables.Create("model", " versions", "aliases", "changed");
        foreach (RegisteredModel model in models)
        {
            table.Row(
                model.Name, Figures.Of(model.Versions), string.Join(", ", model.Aliases.Select(static alias => $"{alias.Key} = {alias.Value}")), Figures.Time(model.UpdatedAt));
        }

        Terminal.Write(table);
        return ExitCode.Ok;
    }
}
