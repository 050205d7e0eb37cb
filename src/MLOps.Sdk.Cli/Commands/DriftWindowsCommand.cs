using System.CommandLine;
using MLOps.Sdk.Cli.Drift;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops drift windows --model M</c>.</summary>
internal sealed class DriftWindowsCommand : StoreCommand
{
    private readonly Option<string> _model;
    private readonly Option<string?> _version;
    private readonly Option<string?> _signal;
    private readonly Option<string?> _segment;

    public DriftWindowsCommand(Terminal terminal) : base("windows", "The windows of a model that the store keeps, oldest first.", terminal)
    {
        _model = With(CommonOptions.RequiredText("--model", "The model.", "NAME"));
        _version = With(CommonOptions.Text("--version", "Of this version alone.", "V"));
        _signal = With(CommonOptions.Text("--signal", "Of this feature alone, or \"prediction\".", "S"));
        _segment = With(CommonOptions.Text("--segment", "Of this segment alone, such as tenant=acme. Default: all predictions, and every segment.", "BY=VALUE"));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string model = parsed.GetRequiredValue(_model);
        IReadOnlyList<StoredWindow> stored = await OpenLog(parsed).WindowsAsync(
            new WindowQuery(model, parsed.GetValue(_version), parsed.GetValue(_signal)), cancellationToken).ConfigureAwait(false);
        string? segment = parsed.GetValue(_segment);
        IReadOnlyList<WindowFigures> windows = WindowFigures.Read(stored.Where(window => segment is null || SegmentOf(window.Monitor) == segment));
        if (windows.Count == 0)
        {
            string[] segments = [.. stored.Select(static window => SegmentOf(window.Monitor)).OfType<string>().Distinct()];
            string there = segment is null || segments.Length == 0 ? "check the name ('modelops models list'), --version and --signal" : "it has these segments: " + string.Join(", ", segments);
            throw new CommandFault($"The store in '{Path.GetFullPath(StoreOf(parsed))}' keeps no windows of model '{model}' that match. A model has windows when it has a reference and one window is full: {there}.");
        }

        if (WantsJson(parsed))
        {
            WriteJson(model, windows);
            return ExitCode.Ok;
        }

        Terminal.Write(DriftTables.BySignal(windows));
        Terminal.Write(DriftTables.ByWindow(windows));
        return ExitCode.Ok;
    }

    /// <summary>The segment in the name of a monitor, such as "drift[tenant=acme]"; null for windows of all predictions.</summary>
    private static string? SegmentOf(string monitor) => monitor.IndexOf('[', StringComparison.Ordinal) is >= 0 and int start ? monitor[(start + 1)..^1] : null;

    private void WriteJson(string model, IReadOnlyList<WindowFigures> windows) => Terminal.WriteJsonObject(json =>
    {
        json.WriteString("model", model);
        json.WriteObjects("windows", windows, window =>
        {
            json.WriteString("version", window.Version);
            json.WriteString("monitor", window.Monitor);
            json.WriteString("segment", SegmentOf(window.Monitor));
            json.WriteNumber("index", window.Index);
            json.WriteNumber("firstRow", window.FirstRow);
            json.WriteNumber("rows", window.Rows);
            json.WriteNumber("lateRows", window.Signals.Max(static signal => signal.Statistics.LateRows));
            json.WriteString("from", window.From);
            json.WriteString("to", window.To);
            json.WriteArray("signals", window.Signals, DriftJson.Write);
        });
    });
}
