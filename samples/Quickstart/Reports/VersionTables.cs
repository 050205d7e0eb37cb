using System.Globalization;
using MLOps.Sdk.Registry;
using Quickstart.Serving;
using Spectre.Console;

namespace Quickstart.Reports;

/// <summary>Which version answered, how well, and who changed that.</summary>
internal static class VersionTables
{
    public static Table Answers(IEnumerable<ShopDay> days)
    {
        Table table = new Table().Title("Versions while the app runs").Border(TableBorder.Rounded).AddColumn("stretch").AddColumn("answered by");
        foreach (string figure in (string[])["frauds", "caught", "blocked by mistake"])
            table.AddColumn(new TableColumn(figure).RightAligned());
        foreach (ShopDay day in days)
        {
            table.AddRow(
                day.Name,
                string.Join(" · ", day.Answers.Select(answers => $"{answers.Key} {answers.Value:N0}")),
                $"{day.Frauds:N0}",
                Percent(day.CaughtShare),
                Percent(day.MistakenShare));
        }

        return table;
    }

    public static Table History(IEnumerable<RegistryEvent> events)
    {
        Table table = new Table().Title("History in the registry").Border(TableBorder.Rounded).AddColumns("time", "what", "version", "who", "why");
        foreach (RegistryEvent change in events)
        {
            table.AddRow(
                change.Time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture),
                change.Kind.ToString(),
                change.From is null ? change.To : $"{change.From} → {change.To}",
                Markup.Escape(change.Actor),
                Markup.Escape(change.Reason ?? ""));
        }

        return table;
    }

    private static string Percent(double share) => double.IsNaN(share) ? "–" : share.ToString("P1", CultureInfo.InvariantCulture);
}
