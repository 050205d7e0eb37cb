using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops models pull NAME [--version V|--alias A] --output FILE</c>.</summary>
internal sealed class ModelsPullCommand : RegistryCommand
{
    private readonly Argument<string> _name;
    private readonly Option<string?> _version;
    private readonly Option<string> _alias;
    private readonly Option<string> _output;

    public ModelsPullCommand(Terminal terminal) : base("pull", "Writes the artefact of a version to a file, verified by its SHA-256.", terminal)
    {
        _name = WithArgument("NAME", "The model.");
        _version = With(CommonOptions.Text("--version", "The version. Default: the one that the alias points to.", "V"));
        _alias = With(AliasOption.Create());
        _output = With(CommonOptions.RequiredText("--output", "The file; replaced in one step when it is there.", "FILE"));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IModelRegistry registry = OpenRegistry(parsed);
        ModelVersion version = await FindAsync(registry, parsed.GetRequiredValue(_name), parsed.GetValue(_version), parsed.GetRequiredValue(_alias), cancellationToken).ConfigureAwait(false);
        byte[] bytes = await registry.ReadArtifactAsync(version, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"Version '{version.Version}' of model '{version.Model}' is code and has no artefact to pull. Name another with --version.");
        string path = Path.GetFullPath(parsed.GetRequiredValue(_output)), part = path + ".part";
        await File.WriteAllBytesAsync(part, bytes, cancellationToken).ConfigureAwait(false);
        File.Move(part, path, overwrite: true);

        if (!WantsJson(parsed))
        {
            Terminal.WriteLine($"{version.Model} version {version.Version}: {Figures.Bytes(bytes.Length)}, SHA-256 {version.Sha256}, in {path}");
            return ExitCode.Ok;
        }

        Terminal.WriteJsonObject(json =>
        {
            json.WriteString("name", version.Model);
            json.WriteString("version", version.Version);
            json.WriteString("source", registry.Location);
            json.WriteString("sha256", version.Sha256);
            json.WriteNumber("bytes", bytes.Length);
            json.WriteString("file", path);
        });
        return ExitCode.Ok;
    }
}
