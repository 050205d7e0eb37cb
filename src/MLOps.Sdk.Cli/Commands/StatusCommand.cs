using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Status;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops status</c>.</summary>
internal sealed class StatusCommand(Terminal terminal) : StoreCommand("status", "The books of recording: what was called, is durable, pending, lost; by whom.", terminal)
{
    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IPredictionLog log = OpenLog(parsed);
        StoreBooks books = await StoreBooks.ReadAsync(log, StoreOf(parsed), cancellationToken).ConfigureAwait(false);
        RecentAlerts alerts = await RecentAlerts.ReadAsync(log, Terminal.Time, cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
            WriteJson(books, alerts);
        else
            WriteTables(books, alerts);
        return ExitCode.Ok;
    }

    private void WriteJson(StoreBooks books, RecentAlerts alerts) => Terminal.WriteJsonObject(json =>
    {
        json.WriteStartObject("counts");
        CountsJson.Write(json, books.Counts);
        json.WriteEndObject();
        json.WriteObjects("processes", books.Processes, process =>
        {
            json.WriteNumber("processId", process.ProcessId);
            json.WriteBoolean("alive", process.IsAlive);
            CountsJson.Write(json, process.Counts);
            json.WriteMoment("oldestPending", process.OldestPending);
        });
        json.WriteNumber("lossWindowSeconds", LossWindow(books)?.TotalSeconds ?? 0);
        WriteStore(json, books.Store);
        alerts.Write(json);
    });

    /// <summary>How old the oldest prediction is that a crash of the machine would lose; null when there is none.</summary>
    private TimeSpan? LossWindow(StoreBooks books) =>
        books.Processes.Min(static process => process.OldestPending) is { } oldest ? Terminal.Time.GetUtcNow() - oldest : null;

    private static void WriteStore(Utf8JsonWriter json, StoreStatus store)
    {
        const string Engine = "SQLite ";
        json.WriteStartObject("store");
        json.WriteNumber("rows", store.Rows);
        json.WriteNumber("bytes", store.Bytes);
        json.WriteString("sqliteVersion", store.EngineVersion.StartsWith(Engine, StringComparison.Ordinal) ? store.EngineVersion[Engine.Length..] : store.EngineVersion);
        json.WriteTexts("warnings", store.Warnings);
        json.WriteString("location", store.Location);
        json.WriteNumber("schemaVersion", store.SchemaVersion);
        json.WriteNumber("ballastBytes", store.BallastBytes);
        json.WriteNumber("outcomesLate", store.OutcomesLate);
        json.WriteNumber("outcomesEarly", store.OutcomesEarly);
        json.WriteNumber("outcomesUnknown", store.OutcomesUnknown);
        json.WriteNumber("outcomesRepeated", store.OutcomesRepeated);
        json.WriteNumber("annotationsOfErased", store.AnnotationsOfErased);
        json.WriteEndObject();
    }

    private void WriteTables(StoreBooks books, RecentAlerts alerts)
    {
        Table table = Tables.Create("process", "state", " calls", " durable", " pending", " lost", "reasons");
        foreach (ProcessRecording process in books.Processes)
            AddRow(table, Figures.Of(process.ProcessId), process.IsAlive ? "running" : "ended", process.Counts);
        AddRow(table, "all", "", books.Counts);
        Terminal.Write(table);
        Terminal.WriteLine($"{books.Store.Location}: {Figures.Of(books.Store.Rows)} predictions, {Figures.Bytes(books.Store.Bytes)}, {books.Store.EngineVersion}");
        if (books.Store is { OutcomesRepeated: > 0 } or { OutcomesLate: > 0 } or { OutcomesEarly: > 0 } or { OutcomesUnknown: > 0 })
        {
            Terminal.WriteLine($"Outcomes: {Figures.Of(books.Store.OutcomesLate)} late, {Figures.Of(books.Store.OutcomesEarly)} early, "
                + $"{Figures.Of(books.Store.OutcomesRepeated)} repeated, {Figures.Of(books.Store.OutcomesUnknown)} about unknown predictions");
        }

        if (books.Processes.Min(static process => process.OldestPending) is { } oldest)
            Terminal.WriteLine($"Loss window: if the machine crashed now, predictions since {oldest.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)} could be lost");
        else
            Terminal.WriteLine("Loss window: nothing is pending now; a crash of the machine loses what was recorded since the last commit, 200 ms unless configured otherwise");
        alerts.WriteTable(Terminal);
        foreach (string warning in books.Store.Warnings)
            Terminal.WriteNote("Warning: " + warning);
    }

    private static void AddRow(Table table, string process, string state, RecordingCounts counts) => table.Row(
        process, state, Figures.Of(counts.Calls), Figures.Of(counts.Durable), Figures.Of(counts.Pending), Figures.Of(counts.LostTotal),
        string.Join(", ", counts.Lost.Select(static lost => $"{CountsJson.NameOf(lost.Key)} {Figures.Of(lost.Value)}")));
}
