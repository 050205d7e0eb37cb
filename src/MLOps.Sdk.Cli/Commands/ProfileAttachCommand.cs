using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Profiles;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.OnnxRuntime;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops profile attach M.onnx P.json</c>.</summary>
internal sealed class ProfileAttachCommand : ToolCommand
{
    private readonly Argument<string> _model;
    private readonly Argument<string> _profile;
    private readonly Option<string?> _output;

    public ProfileAttachCommand(Terminal terminal) : base("attach", "Puts a profile inside an .onnx file, so that the model brings its own reference.", terminal)
    {
        _model = WithArgument("MODEL", "The .onnx file.");
        _profile = WithArgument("PROFILE", "The profile, from 'modelops profile create'.");
        _output = With(CommonOptions.Text("--output", "Writes here instead of replacing the file.", "M.onnx"));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string path = parsed.GetRequiredValue(_model);
        string target = parsed.GetValue(_output) ?? path;
        byte[] model = await InputFile.ReadAllBytesAsync(path, "The model", cancellationToken).ConfigureAwait(false);
        ReferenceProfile profile = await ProfileFile.ReadAsync(parsed.GetRequiredValue(_profile), cancellationToken).ConfigureAwait(false);
        byte[] attached = OnnxReference.Attach(model, profile);

        // Whole or not at all: a model that is half written is worse than none.
        string temporary = target + ".new";
        await File.WriteAllBytesAsync(temporary, attached, cancellationToken).ConfigureAwait(false);
        File.Move(temporary, target, overwrite: true);
        if (WantsJson(parsed))
            Terminal.WriteJsonObject(json =>
            {
                json.WriteString("file", target);
                json.WriteString("model", profile.Model);
                json.WriteNumber("rows", profile.Rows);
                json.WriteNumber("addedBytes", attached.Length - model.Length);
            });
        else
            Terminal.WriteLine($"{target} brings the reference of {Figures.Of(profile.Rows)} rows ({Figures.Bytes(attached.Length - model.Length)} more). Its SHA-256 has changed: register it as a new version.");
        return ExitCode.Ok;
    }
}
