using System.CommandLine;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Retraining;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops retrain show RUN</c>.</summary>
internal sealed class RetrainShowCommand : StoreCommand
{
    private readonly Argument<string> _run;

    public RetrainShowCommand(Terminal terminal) : base("show", "One retraining run with its steps.", terminal) => _run = WithArgument("RUN", "The run, as 'retrain list' names it.");

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string id = parsed.GetRequiredValue(_run);
        using var store = new SqliteRetrainingStore(ExistingStoreOf(parsed));
        RetrainingRun run = await store.FindAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new CommandFault($"There is no retraining run '{id}' in '{StoreOf(parsed)}'. 'modelops retrain list' shows those that are there.");
        if (WantsJson(parsed))
        {
            Terminal.WriteJson(json => RetrainingOutput.Write(json, run));
        }
        else
        {
            Terminal.Write(RetrainingOutput.Of([run]));
            Terminal.Write(RetrainingOutput.StepsOf(run));
        }

        return ExitCode.Ok;
    }
}
