using System.Text.Json;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Status;

/// <summary>What monitors raised in the last day, newest first.</summary>
/// <param name="Since">When the day began.</param>
/// <param name="Alerts">At most a thousand.</param>
internal sealed record RecentAlerts(DateTimeOffset Since, IReadOnlyList<Alert> Alerts)
{
    private const int Shown = 5;

    public static async Task<RecentAlerts> ReadAsync(IPredictionLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        DateTimeOffset since = time.GetUtcNow().AddDays(-1);
        return new RecentAlerts(since, await log.AlertsAsync(new AlertQuery(From: since), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Writes "alerts" into an open object: how many of each monitor.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("alerts");
        json.WriteString("since", Since);
        json.WriteNumber("count", Alerts.Count);
        json.WriteStartObject("monitors");
        foreach ((string monitor, int count) in ByMonitor())
            json.WriteNumber(monitor, count);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void WriteTable(Terminal terminal)
    {
        if (Alerts.Count == 0)
        {
            terminal.WriteLine("No alert in the last 24 hours");
            return;
        }

        terminal.WriteLine($"Alerts of the last 24 hours: {string.Join(", ", ByMonitor().Select(static pair => $"{pair.Monitor} {Figures.Of(pair.Count)}"))}");
        Table table = Tables.Create("time", "model", "version", "monitor", "signal", "rule", "what");
        foreach (Alert alert in Alerts.Take(Shown))
            table.Row(Figures.Time(alert.Time), alert.Model, alert.Version, alert.Monitor, alert.Signal, alert.Kind, alert.Message);
        terminal.Write(table);
    }

    /// <summary>Segments count with the monitor that they are parts of.</summary>
    private IEnumerable<(string Monitor, int Count)> ByMonitor() => Alerts
        .CountBy(static alert => alert.Monitor.Split('[')[0]).OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => (pair.Key, pair.Value));
}
