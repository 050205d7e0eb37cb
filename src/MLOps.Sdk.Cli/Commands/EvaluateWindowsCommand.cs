using System.CommandLine;
using System.Text.Json;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops evaluate windows --model M</c>: how well versions did while they served, as their outcomes arrived.</summary>
internal sealed class EvaluateWindowsCommand : StoreCommand
{
    private const string MonitorName = "performance";

    private readonly Option<string> _model;
    private readonly Option<string?> _version;
    private readonly Option<string?> _segment;

    public EvaluateWindowsCommand(Terminal terminal) : base("windows", "The windows of outcomes that the store keeps, oldest first.", terminal)
    {
        _model = With(CommonOptions.RequiredText("--model", "The model.", "NAME"));
        _version = With(CommonOptions.Text("--version", "Of this version alone.", "V"));
        _segment = With(CommonOptions.Text("--segment", "Of this segment alone, such as tenant=acme. Default: all predictions, and every segment.", "BY=VALUE"));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string model = parsed.GetRequiredValue(_model);
        string? segment = parsed.GetValue(_segment);
        IReadOnlyList<StoredWindow> all = await OpenLog(parsed).WindowsAsync(
            new WindowQuery(model, parsed.GetValue(_version), Monitor: segment is null ? null : $"{MonitorName}[{segment}]"), cancellationToken).ConfigureAwait(false);
        StoredWindow[] windows = [.. all.Where(static window => window.Monitor.StartsWith(MonitorName, StringComparison.Ordinal))];
        if (windows.Length == 0)
            throw new CommandFault($"The store in '{Path.GetFullPath(StoreOf(parsed))}' keeps no windows of outcomes of model '{model}' that match. An app keeps them when it declares Validation(...) for the model and tells outcomes; 'modelops evaluate --model {model}' compares what the log holds.");

        if (WantsJson(parsed))
            Terminal.WriteJson(json => Write(json, model, windows));
        else
            Terminal.Write(TableOf(windows));
        return ExitCode.Ok;
    }

    private static void Write(Utf8JsonWriter json, string model, StoredWindow[] windows)
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteStartArray("windows");
        foreach (StoredWindow window in windows)
        {
            using JsonDocument figures = JsonDocument.Parse(window.Statistics);
            json.WriteStartObject();
            json.WriteString("version", window.Version);
            json.WriteString("segment", SegmentOf(window.Monitor));
            json.WriteNumber("index", window.Index);
            json.WriteNumber("firstOutcome", window.FirstRow);
            json.WriteNumber("outcomes", window.Rows);
            json.WriteString("from", window.From);
            json.WriteString("to", window.To);
            json.WritePropertyName("performance");
            figures.RootElement.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Table TableOf(StoredWindow[] windows)
    {
        Table table = Tables.Create("version", "segment", " window", " outcomes", " accuracy", "from", "to", " AUC", " log loss", " MAE", " RMSE", " delay (median, s)");
        foreach (StoredWindow window in windows)
        {
            using JsonDocument figures = JsonDocument.Parse(window.Statistics);
            JsonElement root = figures.RootElement;
            JsonElement interval = root.GetProperty("intervals").GetProperty("accuracy");
            bool bounded = interval.ValueKind == JsonValueKind.Array;
            table.Row(
                window.Version, SegmentOf(window.Monitor), Figures.Of(window.Index), Figures.Of(window.Rows), Of(root, "accuracy"),
                bounded ? Figures.Of(interval[0].GetDouble()) : null, bounded ? Figures.Of(interval[1].GetDouble()) : null,
                Of(root, "auc"), Of(root, "logLoss"), Of(root, "mae"), Of(root, "rmse"), Of(root.GetProperty("labelDelaySeconds"), "median"));
        }

        return table;
    }

    private static string? SegmentOf(string monitor) => monitor.IndexOf('[', StringComparison.Ordinal) is >= 0 and int start ? monitor[(start + 1)..^1] : null;

    private static string? Of(JsonElement figures, string name) =>
        figures.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? Figures.Of(value.GetDouble()) : null;
}
