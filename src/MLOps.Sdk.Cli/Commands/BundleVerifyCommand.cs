using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Cli.Audit;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops bundle verify</c>.</summary>
internal sealed class BundleVerifyCommand : ToolCommand
{
    private readonly Argument<string> _bundle;
    private readonly CheckpointOption _checkpoint;

    public BundleVerifyCommand(Terminal terminal) : base("verify", "Whether the records of a bundle are those that were chained, and none that it was made with is missing, without the store that it comes from.", terminal)
    {
        _bundle = WithArgument("bundle", "The directory of the bundle.");
        _checkpoint = With(new CheckpointOption());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChainCheckpoint> checkpoints = await _checkpoint.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        BundleVerification verification = await Terminal.WithProgressAsync("Verifying", done => SqliteIncidentBundle.VerifyAsync(
            parsed.GetRequiredValue(_bundle), checkpoints, new Share(done), cancellationToken).AsTask()).ConfigureAwait(false);
        CopyOutput.Write(Terminal, WantsJson(parsed), verification.Records, verification.FirstDifference,
            string.Create(CultureInfo.InvariantCulture, $"Valid: {verification.Records:N0} records, of a chain of {verification.ChainRecords:N0}."),
            json => BundleOutput.Write(json, verification));
        BundleOutput.Note(Terminal, verification);
        if (verification.IsValid && checkpoints.Count == 0)
            Terminal.WriteNote("Compared with no checkpoint: whoever made the bundle could have made its chain as well. Pass --checkpoint FILE.");
        return verification.IsValid ? ExitCode.Ok : ExitCode.Failed;
    }
}
