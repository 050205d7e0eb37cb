using System.CommandLine;
using System.Text.Json;
using MLOps.Sdk.Audit;
using MLOps.Sdk.Cli.Drift;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Predictions;
using MLOps.Sdk.Cli.Registry;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops explain ID</c>.</summary>
internal sealed class ExplainCommand : StoreCommand
{
    private const string DriftMonitorName = "drift";

    private readonly Argument<string> _id;

    public ExplainCommand(Terminal terminal) : base("explain", "Everything about one prediction: input, output, version and where that came from, action, rule, outcome, drift at that time, its place in the chain.", terminal)
    {
        _id = WithArgument("ID", "The prediction's id.");
        ReadsPayloads();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        LoggedPrediction prediction = await PredictionsGetCommand.FindAsync(OpenLog(parsed), parsed.GetRequiredValue(_id), StoreOf(parsed), cancellationToken).ConfigureAwait(false);
        ModelVersion? version = await OpenRegistry(parsed).FindAsync(prediction.Model, prediction.Version, cancellationToken).ConfigureAwait(false);
        WindowFigures? drift = await DriftAsync(parsed, prediction, cancellationToken).ConfigureAwait(false);
        ChainPlace? place = await new SqliteAuditTrail(StoreOf(parsed), Terminal.Time).FindAsync(prediction.Id, cancellationToken).ConfigureAwait(false);
        await RecordAccessAsync(parsed, LogEvent.Access, query: null, 1, json => json.WriteString("id", AccessRecord.IdOf(prediction)), cancellationToken).ConfigureAwait(false);

        if (WantsJson(parsed))
            Terminal.WriteJson(json => Write(json, prediction, version, drift, place));
        else
            Write(prediction, version, drift, place);
        NoteMissingKeys([prediction]);
        return ExitCode.Ok;
    }

    private SqliteModelRegistry OpenRegistry(ParseResult parsed) => new(StoreOf(parsed), Terminal.Time);

    /// <summary>The window that the prediction fell in, or the last one before it.</summary>
    private async Task<WindowFigures?> DriftAsync(ParseResult parsed, LoggedPrediction prediction, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredWindow> stored = await OpenLog(parsed).WindowsAsync(new WindowQuery(prediction.Model, prediction.Version), cancellationToken).ConfigureAwait(false);
        List<StoredWindow> begun = [.. stored.Where(window => window.Monitor == DriftMonitorName && window.From <= prediction.Time)];
        return begun.Count == 0 ? null : WindowFigures.Read([.. begun.Where(window => window.From == begun[^1].From && window.Index == begun[^1].Index)]) is [.., var last] ? last : null;
    }

    private static void Write(Utf8JsonWriter json, LoggedPrediction prediction, ModelVersion? version, WindowFigures? drift, ChainPlace? place)
    {
        json.WriteStartObject();
        PredictionJson.WriteMembers(json, prediction);
        json.WritePropertyName("lineage");
        if (version is null)
            json.WriteNullValue();
        else
            RegistryJson.Write(json, version);
        json.WritePropertyName("drift");
        if (drift is null)
            json.WriteNullValue();
        else
            WriteDrift(json, drift, prediction);
        json.WritePropertyName("chain");
        if (place is null)
            json.WriteNullValue();
        else
            WritePlace(json, place);
        json.WriteEndObject();
    }

    private static void WriteDrift(Utf8JsonWriter json, WindowFigures drift, LoggedPrediction prediction)
    {
        json.WriteStartObject();
        json.WriteNumber("index", drift.Index);
        json.WriteString("from", drift.From);
        json.WriteString("to", drift.To);
        json.WriteNumber("rows", drift.Rows);
        json.WriteBoolean("containsPrediction", prediction.Time <= drift.To);
        json.WriteStartArray("signals");
        foreach (SignalDrift signal in drift.Signals)
            DriftJson.Write(json, signal);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, ChainPlace place)
    {
        json.WriteStartObject();
        json.WriteNumber("position", place.Position);
        json.WriteNumber("segment", place.Segment);
        json.WriteString("commitment", place.Commitment);
        json.WriteString("segmentHash", place.SegmentHash);
        json.WriteBoolean("intact", place.IsIntact);
        json.WriteEndObject();
    }

    private void Write(LoggedPrediction prediction, ModelVersion? version, WindowFigures? drift, ChainPlace? place)
    {
        Table table = PredictionsGetCommand.TableOf(prediction);
        table.Row("artefact", version is null ? "the registry does not know this version" : version.Sha256 ?? "code");
        table.Row("registered", version is null ? null : Figures.Time(version.CreatedAt));
        table.Row("data set", version?.Lineage.DataSet);
        table.Row("drift window", drift is null ? "none closed before it" : $"{drift.Index}, {Figures.Time(drift.From)} to {Figures.Time(drift.To)}");
        table.Row("chain", place is null ? "not chained" : $"position {place.Position} in segment {place.Segment}, {(place.IsIntact ? "as it was recorded" : "CHANGED since it was recorded")}");
        Terminal.Write(table);
    }
}
