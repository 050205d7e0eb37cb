using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Cli.Audit;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops restore</c>.</summary>
internal sealed class RestoreCommand : StoreCommand
{
    private readonly Option<string> _from;
    private readonly Option<bool> _replace;
    private readonly CheckpointOption _checkpoint;

    public RestoreCommand(Terminal terminal) : base("restore", "Puts a backup in the place of a store, if its chain verifies. No app may record there meanwhile.", terminal)
    {
        _from = With(CommonOptions.RequiredText("--from", "The directory of the backup.", "DIR"));
        _replace = With(new Option<bool>("--replace") { Description = "Sets the store that is there aside, under another name." });
        _checkpoint = With(new CheckpointOption());
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChainCheckpoint> checkpoints = await _checkpoint.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        string store = StoreOf(parsed);
        ChainVerification verification = await new SqliteStoreCopies(Terminal.Time).RestoreAsync(
            parsed.GetRequiredValue(_from), store, Environment.UserName, checkpoints, parsed.GetValue(_replace), cancellationToken).ConfigureAwait(false);
        CopyOutput.Write(Terminal, WantsJson(parsed), verification, string.Create(CultureInfo.InvariantCulture, $"{verification.Records:N0} records are in {store}."));
        if (!verification.IsValid)
            Terminal.WriteError("The backup does not verify, so nothing was changed.");
        return verification.IsValid ? ExitCode.Ok : ExitCode.Failed;
    }
}
