using System.CommandLine;
using System.Text.Json;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Predictions;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary>A verb that reads the log of a store.</summary>
internal abstract class StoreCommand : ToolCommand
{
    private readonly Option<string> _store;

    protected StoreCommand(string name, string description, Terminal terminal, Option<string>? format = null) : base(name, description, terminal, format) =>
        _store = With(CommonOptions.Store());

    protected string StoreOf(ParseResult parsed) => parsed.GetRequiredValue(_store);

    protected IPredictionLog OpenLog(ParseResult parsed) => new SqlitePredictionLog(StoreOf(parsed));

    /// <summary>Records in the log that somebody read or exported predictions.</summary>
    /// <remarks>What was exported is recorded or not done; a reader who may not write is told that the reading is not recorded.</remarks>
    protected async Task RecordAccessAsync(
        ParseResult parsed, string kind, PredictionQuery? query, long rows, Action<Utf8JsonWriter> more, CancellationToken cancellationToken)
    {
        try
        {
            await AccessRecord.WriteAsync(StoreOf(parsed), kind, Name, query, rows, more, Terminal.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException fault) when (kind == LogEvent.Access)
        {
            Terminal.WriteNote($"This access is not recorded in the log: {fault.Message}");
        }
    }
}
