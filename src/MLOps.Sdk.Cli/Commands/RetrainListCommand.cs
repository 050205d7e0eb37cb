using System.CommandLine;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Retraining;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops retrain list</c>.</summary>
internal sealed class RetrainListCommand : StoreCommand
{
    private readonly Option<string?> _model;
    private readonly Option<int> _limit;

    public RetrainListCommand(Terminal terminal) : base("list", "Retraining runs, newest first.", terminal)
    {
        _model = With(CommonOptions.Text("--model", "Of this model alone.", "NAME"));
        _limit = With(CommonOptions.Number("--limit", "At most so many.", 1, 100_000, otherwise: 100));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var store = new SqliteRetrainingStore(ExistingStoreOf(parsed));
        IReadOnlyList<RetrainingRun> runs = await store.ListAsync(parsed.GetValue(_model), parsed.GetRequiredValue(_limit), cancellationToken).ConfigureAwait(false);
        if (!WantsJson(parsed))
        {
            Terminal.Write(RetrainingOutput.Of(runs));
            return ExitCode.Ok;
        }

        Terminal.WriteJsonObject(json =>
        {
            json.WriteArray("runs", runs, RetrainingOutput.Write);
        });
        return ExitCode.Ok;
    }
}
