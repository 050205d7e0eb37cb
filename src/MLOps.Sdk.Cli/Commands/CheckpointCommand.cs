using System.CommandLine;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Audit.Checkpoints;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage.Sqlite;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops checkpoint</c>.</summary>
internal sealed class CheckpointCommand : StoreCommand
{
    private readonly Option<string?> _to;

    public CheckpointCommand(Terminal terminal) : base("checkpoint", "The end of the chain now. Kept where the store's owner cannot reach it, it proves that everything before is as it was.", terminal) =>
        _to = With(CommonOptions.Text("--to", "Adds it as a line to this file as well.", "FILE"));

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        ChainCheckpoint checkpoint = await new SqliteAuditTrail(StoreOf(parsed), Terminal.Time).CheckpointAsync(cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_to) is { } file)
            await new FileCheckpointSink(file).PublishAsync(checkpoint, cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
        {
            Terminal.WriteJson(json => json.WriteRawValue(checkpoint.ToJson()));
            return ExitCode.Ok;
        }

        Table table = Tables.Create("records", "segments", "hash", "time");
        table.Row(Figures.Of(checkpoint.Records), Figures.Of(checkpoint.Segments), checkpoint.Hash, Figures.Time(checkpoint.Time));
        Terminal.Write(table);
        return ExitCode.Ok;
    }
}
