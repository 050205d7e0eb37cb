using System.CommandLine;
using System.Globalization;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Cli.Audit;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops backup</c>.</summary>
internal sealed class BackupCommand : StoreCommand
{
    private readonly Option<string> _out;

    public BackupCommand(Terminal terminal) : base("backup", "Copies log, registry and artefacts as they are at one moment, while apps record, and verifies the copy.", terminal) =>
        _out = With(CommonOptions.RequiredText("--out", "The directory of the copy; it holds no store yet.", "DIR"));

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string target = parsed.GetRequiredValue(_out);
        ChainVerification verification = await Terminal.WithProgressAsync("Copying", done => new SqliteStoreCopies(Terminal.Time).BackUpAsync(
            StoreOf(parsed), target, Environment.UserName, new Share(done), cancellationToken).AsTask()).ConfigureAwait(false);
        CopyOutput.Write(Terminal, WantsJson(parsed), verification, string.Create(CultureInfo.InvariantCulture, $"{verification.Records:N0} records are in {target}, and the chain verifies."));
        return verification.IsValid ? ExitCode.Ok : ExitCode.Failed;
    }
}
