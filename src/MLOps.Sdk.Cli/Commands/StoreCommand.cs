using System.CommandLine;
using System.Text.Json;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Predictions;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary>A verb that reads the log of a store.</summary>
internal abstract class StoreCommand : ToolCommand
{
    private readonly Option<string> _store;
    private Option<string?>? _keyFile;
    private Option<string?>? _subjectKeyFile;

    private readonly ReadCount _reads = new(); // of the logs that this run opened
    private bool _isRecorded;

    protected StoreCommand(string name, string description, Terminal terminal, Option<string>? format = null) : base(name, description, terminal, format) =>
        _store = With(CommonOptions.Store());

    protected string StoreOf(ParseResult parsed) => parsed.GetRequiredValue(_store);

    /// <summary>
    /// Opens the log; with the keys that the command line names, when the command takes some. Predictions that are read
    /// from it are recorded as an access when the command ends, unless it does so itself.
    /// </summary>
    protected IPredictionLog OpenLog(ParseResult parsed) =>
        new CountedPredictionLog(new SqlitePredictionLog(StoreOf(parsed), SubjectsOf(parsed), KeysOf(parsed)), _reads);

    /// <summary>Declares that the command shows payloads.</summary>
    protected void ReadsPayloads() => _keyFile = With(CommonOptions.KeyFile());

    /// <summary>Declares that the command takes a subject.</summary>
    protected void NamesSubjects() => _subjectKeyFile = With(CommonOptions.SubjectKeyFile());

    protected IPayloadKeyProvider? KeysOf(ParseResult parsed) =>
        _keyFile is not null && parsed.GetValue(_keyFile) is { } file ? new FilePayloadKeys(file) : null;

    protected SubjectPseudonyms SubjectsOf(ParseResult parsed) =>
        _subjectKeyFile is not null && parsed.GetValue(_subjectKeyFile) is { } file ? SubjectPseudonyms.FromKeyFile(file) : SubjectPseudonyms.None;

    /// <summary>Says which keys are missing for what is shown.</summary>
    /// <returns>Whether there are any.</returns>
    protected bool NoteMissingKeys(IEnumerable<LoggedPrediction> predictions)
    {
        string[] missing = [.. predictions.SelectMany(PredictionWords.ProtectionsOf).Where(static protection => protection.Reading == PayloadReading.KeyMissing).Select(static protection => protection.Key).Distinct()];
        if (missing.Length > 0)
            Terminal.WriteNote($"Payloads are encrypted and could not be read: key {string.Join(", ", missing)} is missing. Pass --key-file FILE with it; if it was destroyed they stay unreadable.");
        return missing.Length > 0;
    }

    /// <summary>Counts predictions that were read in another way.</summary>
    protected void NoteRead(long rows) => _reads.Add(rows, null);

    protected override async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
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
