using System.CommandLine;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Profiles;
using MLOps.Sdk.Drift.References;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops profile show FILE</c>.</summary>
internal sealed class ProfileShowCommand : ToolCommand
{
    private readonly Argument<string> _file;

    public ProfileShowCommand(Terminal terminal) : base("show", "What a profile remembers of each column, and how well it serves as a reference.", terminal) =>
        _file = WithArgument("FILE", "A profile (.json), or an .onnx file that brings one.");

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ReferenceProfile profile = await ProfileFile.ReadAsync(parsed.GetRequiredValue(_file), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ProfileRow> rows = ProfileRow.Of(profile);
        if (WantsJson(parsed))
            Terminal.WriteJson(json => ProfileRow.Write(json, profile, rows));
        else
            ProfileTable.Write(Terminal, profile, rows);
        return ExitCode.Ok;
    }
}
