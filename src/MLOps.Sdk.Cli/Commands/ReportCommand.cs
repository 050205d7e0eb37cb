using System.CommandLine;
using MLOps.Sdk.Cli.Drift;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Cli.Reports;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops report --model NAME --output FILE</c>.</summary>
internal sealed class ReportCommand : StoreCommand
{
    private readonly Option<string> _model;
    private readonly Option<string?> _version;
    private readonly Option<string> _output;

    public ReportCommand(Terminal terminal) : base("report", "Writes what the store knows of a model's drift as one HTML file: time lines, alerts, the alarm's wealth.", terminal)
    {
        _model = With(CommonOptions.RequiredText("--model", "The model.", "NAME"));
        _version = With(CommonOptions.Text("--version", "Of this version alone.", "V"));
        _output = With(CommonOptions.RequiredText("--output", "The file to write.", "R.html"));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string model, string? version, string output) = (parsed.GetRequiredValue(_model), parsed.GetValue(_version), parsed.GetRequiredValue(_output));
        IPredictionLog log = OpenLog(parsed);
        IReadOnlyList<WindowFigures> windows = WindowFigures.Read(await log.WindowsAsync(new WindowQuery(model, version), cancellationToken).ConfigureAwait(false));
        if (windows.Count == 0)
            throw new CommandFault($"The store in '{Path.GetFullPath(StoreOf(parsed))}' keeps no windows of model '{model}' that match. A model has windows when it has a reference and one window is full: check the name ('modelops models list') and --version.");

        IReadOnlyList<Alert> alerts = await log.AlertsAsync(new AlertQuery(model, version), cancellationToken).ConfigureAwait(false);
        await WindowsReport.Of(model, windows, alerts).SaveAsync(output, $"{model} - drift", cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
            Terminal.WriteJsonObject(json =>
            {
                json.WriteString("file", output);
                json.WriteNumber("windows", windows.Count);
                json.WriteNumber("alerts", alerts.Count);
            });
        else
            Terminal.WriteLine($"{Figures.Of(windows.Count)} windows and {Figures.Of(alerts.Count)} alerts are in {output}");
        return ExitCode.Ok;
    }
}
