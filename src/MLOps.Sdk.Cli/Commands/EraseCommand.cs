using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Cli.Audit;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Privacy;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops erase</c>.</summary>
internal sealed class EraseCommand : StoreCommand
{
    private readonly Option<string> _subject;
    private readonly Option<string?> _reason;

    public EraseCommand(Terminal terminal) : base("erase", "Erases all records about a subject from every file of the store; the chain goes on verifying.", terminal)
    {
        _subject = With(CommonOptions.RequiredText("--subject", "Whom the records are about: as it was recorded, or in plain text with --subject-key-file.", "S"));
        _reason = With(CommonOptions.Text("--reason", "Why; kept in the log, so without personal data.", "WHY"));
        NamesSubjects();
        ReadsPayloads();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string store = StoreOf(parsed);
        long pending = RecordingDirectory.Inspect(store).Sum(static process => process.Counts.Pending);
        ErasureReport report = await Terminal.WithProgressAsync("Erasing", done => new SqlitePrivacyControls(store, Terminal.Time, SubjectsOf(parsed), KeysOf(parsed)).EraseAsync(
            new ErasureRequest(parsed.GetRequiredValue(_subject), Environment.UserName, parsed.GetValue(_reason) ?? "asked for"), new Share(done), cancellationToken).AsTask()).ConfigureAwait(false);
        if (WantsJson(parsed))
            Terminal.WriteJson(json => Write(json, report, pending));
        else
            Terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Erased {report.Predictions:N0} predictions and {report.Annotations:N0} actions and outcomes (request {report.Request})."));

        foreach (string file in report.Exports)
            Terminal.WriteNote($"An export may hold the subject: delete {file}");
        if (pending > 0)
            Terminal.WriteNote(string.Create(CultureInfo.InvariantCulture, $"{pending:N0} predictions were pending in the channels of apps and may be about the subject: erase again when they are stored ('modelops status')."));
        if (report.LeftOver > 0)
            Terminal.WriteError(string.Create(CultureInfo.InvariantCulture, $"{report.LeftOver:N0} copies are still in the file: somebody reads the store, so that it cannot be rewritten. Erase again when nobody does."));
        return report.LeftOver == 0 ? ExitCode.Ok : ExitCode.Fault;
    }

    private static void Write(Utf8JsonWriter json, ErasureReport report, long pending)
    {
        json.WriteStartObject();
        json.WriteString("request", report.Request);
        json.WriteNumber("predictions", report.Predictions);
        json.WriteNumber("annotations", report.Annotations);
        json.WriteNumber("leftOver", report.LeftOver);
        json.WriteNumber("pending", pending);
        json.WriteStartArray("exports");
        foreach (string file in report.Exports)
            json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
