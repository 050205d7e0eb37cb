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

    private readonly ReadCount _reads = new(); // of the logs that this run opened
    private bool _isRecorded;

    protected StoreCommand(string name, string description, Terminal terminal, Option<string>? format = null) : base(name, description, terminal, format)
    {
        _store = With(CommonOptions.Store());
        SetAction(RunAndRecordAsync);
    }

    protected string StoreOf(ParseResult parsed) => parsed.GetRequiredValue(_store);

    /// <summary>The log. Predictions that are read from it are recorded as an access when the command ends, unless it does so itself.</summary>
    protected IPredictionLog OpenLog(ParseResult parsed) => new CountedPredictionLog(new SqlitePredictionLog(StoreOf(parsed)), _reads);

    /// <summary>Counts predictions that were read in another way.</summary>
    protected void NoteRead(long rows) => _reads.Add(rows, null);

    private async Task<int> RunAndRecordAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        int code = await RunAsync(parsed, cancellationToken).ConfigureAwait(false);
        if (_reads.Rows > 0 && !_isRecorded)
            await RecordAccessAsync(parsed, LogEvent.Access, _reads.Query, _reads.Rows, static _ => { }, cancellationToken).ConfigureAwait(false);
        return code;
    }

    /// <summary>Records in the log that somebody read or exported predictions.</summary>
    /// <remarks>What was exported is recorded or not done; a reader who may not write is told that the reading is not recorded.</remarks>
    protected async Task RecordAccessAsync(
        ParseResult parsed, string kind, PredictionQuery? query, long rows, Action<Utf8JsonWriter> more, CancellationToken cancellationToken)
    {
        _isRecorded = true;
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
