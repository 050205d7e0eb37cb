using System.CommandLine;
using System.Text.Json;
using MLOps.Sdk.Cli.Options;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Commands;

/// <summary><c>modelops alerts list</c>.</summary>
internal sealed class AlertsListCommand : StoreCommand
{
    private readonly Option<string?> _model;
    private readonly Option<string?> _version;
    private readonly Option<string?> _signal;
    private readonly Option<DateTimeOffset?> _from;
    private readonly Option<int> _limit;

    public AlertsListCommand(Terminal terminal) : base("list", "What monitors raised, newest first.", terminal)
    {
        _model = With(CommonOptions.Text("--model", "Of this model alone.", "NAME"));
        _version = With(CommonOptions.Text("--version", "Of this version alone.", "V"));
        _signal = With(CommonOptions.Text("--signal", "About this feature alone, \"prediction\", or \"*\" for all together.", "S"));
        _from = With(CommonOptions.Moment("--from", "Raised at or after this moment."));
        _limit = With(CommonOptions.Number("--limit", "At most so many.", 1, AlertQuery.MaximumLimit, otherwise: 100));
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<Alert> alerts = await OpenLog(parsed).AlertsAsync(
            new AlertQuery(parsed.GetValue(_model), parsed.GetValue(_version), parsed.GetValue(_signal), parsed.GetValue(_from), parsed.GetValue(_limit)),
            cancellationToken).ConfigureAwait(false);
        if (WantsJson(parsed))
            WriteJson(alerts);
        else
            WriteTable(alerts);
        return ExitCode.Ok;
    }

    private void WriteJson(IReadOnlyList<Alert> alerts) => Terminal.WriteJsonObject(json =>
    {
        json.WriteArray("alerts", alerts, Write);
    });

    private static void Write(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartObject();
        json.WriteString("time", alert.Time);
        json.WriteString("model", alert.Model);
        json.WriteString("version", alert.Version);
        json.WriteString("monitor", alert.Monitor);
        json.WriteString("signal", alert.Signal);
        json.WriteString("kind", alert.Kind);
        json.WriteString("severity", WordOf(alert.Severity));
        json.WriteNumber("row", alert.Row);
        json.WriteFigure("falseAlarmRate", alert.FalseAlarmRate);
        json.WriteString("message", alert.Message);
        json.WritePropertyName("evidence");
        json.WriteRawValue(alert.Evidence);
        json.WriteString("owner", alert.Owner);
        json.WriteString("playbook", alert.Playbook);
        json.WriteEndObject();
    }

    private void WriteTable(IReadOnlyList<Alert> alerts)
    {
        Table table = Tables.Create("time", "severity", "model", "version", "signal", "what", "owner", "playbook");
        foreach (Alert alert in alerts)
            table.Row(Figures.Time(alert.Time), WordOf(alert.Severity), alert.Model, alert.Version, alert.Signal, alert.Message, alert.Owner, alert.Playbook);
        Terminal.Write(table);
    }

    private static string WordOf(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Information => "information",
        AlertSeverity.Critical => "critical",
        _ => "warning",
    };
}
