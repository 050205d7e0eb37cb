using System.Globalization;
using Loop.Serving;
using MLOps.Sdk;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Storage;
using Spectre.Console;

namespace Loop.Reports;

/// <summary>Shows what happened: everything here is read through the interfaces that an app has.</summary>
internal sealed class Report(IRetraining retraining, IModelRegistry registry, IPredictionLog log, IModelOps ops, Feed feed)
{
    public async Task PrintAsync(IReadOnlyList<Act> acts)
    {
        AnsiConsole.Write(ActsOf(acts));
        IReadOnlyList<RetrainingRun> runs = await retraining.ListAsync(Story.Model);
        foreach (RetrainingRun run in runs.Reverse())
            AnsiConsole.Write(StepsOf(run));
        AnsiConsole.Write(HistoryOf(await registry.GetHistoryAsync(Story.Model)));
        AnsiConsole.Write(AlertsOf(await log.AlertsAsync(new AlertQuery(Story.Model))));
        AnsiConsole.Write(AnswersOf(feed.Answers));
        RecordingCounts books = ops.Counts;
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Books: calls {books.Calls:N0} = durable {books.Durable:N0} + pending {books.Pending:N0} + lost {books.LostTotal:N0}"));
    }

    private static Table ActsOf(IEnumerable<Act> acts)
    {
        Table table = Create("The loop", "act", "ended", "seconds", "because");
        foreach (Act act in acts)
            table.AddRow(Text(act.Name), Text(act.IsAsExpected ? act.Ended : $"{act.Ended}, expected {act.Expected}"), Text(Seconds(act.Took)), Text(act.Because));
        return table;
    }

    private static Table StepsOf(RetrainingRun run)
    {
        Table table = Create($"Retraining because of: {run.Reason}", "step", "state", "seconds", "what");
        foreach (RetrainingStepRecord step in run.Steps)
        {
            table.AddRow(
                Text(step.Step.ToString().ToLowerInvariant()), Text(step.State.ToString().ToLowerInvariant()),
                Text(step.EndedAt is { } end ? Seconds(end - step.StartedAt) : "-"), Text(step.Message ?? "-"));
        }

        return table;
    }

    private static Table HistoryOf(IEnumerable<RegistryEvent> events)
    {
        Table table = Create("The registry's events", "time", "what", "version", "gate", "who", "why");
        foreach (RegistryEvent change in events)
        {
            table.AddRow(
                Text(change.Time.ToString("HH:mm:ss.f", CultureInfo.InvariantCulture)), Text(change.Kind.ToString().ToLowerInvariant()), Text(change.To),
                Text(change.Gate ?? "-"), Text(change.Actor), Text(change.Reason ?? "-"));
        }

        return table;
    }

    private static Table AlertsOf(IEnumerable<Alert> alerts)
    {
        Table table = Create("Alerts", "time", "monitor", "signal", "version", "what");
        foreach (Alert alert in alerts.Reverse())
            table.AddRow(Text(alert.Time.ToString("HH:mm:ss.f", CultureInfo.InvariantCulture)), Text(alert.Monitor), Text(alert.Signal), Text(alert.Version), Text(alert.Message));
        return table;
    }

    private static Table AnswersOf(IEnumerable<(string Version, int Rows, double Accuracy)> answers)
    {
        Table table = Create("Who answered", "version", "answers", "right");
        foreach ((string version, int rows, double accuracy) in answers)
            table.AddRow(Text(version), Text(rows.ToString("N0", CultureInfo.InvariantCulture)), Text(accuracy.ToString("P1", CultureInfo.InvariantCulture)));
        return table;
    }

    private static Table Create(string title, params string[] columns) => new Table().Title(Markup.Escape(title)).Border(TableBorder.Rounded).AddColumns(columns);

    private static Text Text(string text) => new(text);

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
