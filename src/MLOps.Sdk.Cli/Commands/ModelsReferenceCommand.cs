using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Profiles;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Serving;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models reference NAME VERSION [--profile P.json --reason R]</c>.</summary>
internal sealed class ModelsReferenceCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Argument<string> _version;
    private readonly Option<string?> _profile;
    private readonly Option<string?> _reason;
    private readonly Option<string?> _actor;

    public ModelsReferenceCommand(Terminal terminal) : base("reference", "Shows the reference beside a version, or puts one there: drift of the version is watched against it wherever it is served.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _version = WithArgument("VERSION", "The version.");
        _profile = With(CommonOptions.Text("--profile", "Puts this profile beside the version, from 'modelops profile create'; or the one inside an .onnx file.", "P.json"));
        _reason = With(CommonOptions.Text("--reason", "Why; kept for ever. Default: \"reference attached\".", "R"));
        _actor = With(CommonOptions.Actor());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string name, string version) = (parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_version));
        IModelRegistry registry = OpenRegistry(parsed);
        if (parsed.GetValue(_profile) is { } path)
        {
            ReferenceProfile profile = await ProfileFile.ReadAsync(path, cancellationToken).ConfigureAwait(false);
            return WriteChange(parsed, await registry.AttachReferenceAsync(
                name, version, profile, parsed.GetValue(_reason) ?? "reference attached", parsed.GetValue(_actor), cancellationToken).ConfigureAwait(false));
        }

        ModelVersion found = await registry.FindAsync(name, version, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"Model '{name}' has no version '{version}' in {registry.Location}. 'modelops models versions {name}' lists them.");
        ReferenceProfile reference = await registry.ReadReferenceAsync(found, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"No reference lies beside version '{version}' of '{name}'. Put one there with --profile P.json.");
        IReadOnlyList<ProfileRow> rows = ProfileRow.Of(reference);
        if (WantsJson(parsed))
            Terminal.WriteJson(json => ProfileRow.Write(json, reference, rows));
        else
            ProfileTable.Write(Terminal, reference, rows);
        return ExitCode.Ok;
    }
}
