using System.Globalization;
using MLOps.Sdk.Cli.Drift;
using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Reports;

/// <summary>The windows and alerts that a store keeps of a model, as a page: each signal over time, with the alarm's wealth.</summary>
internal static class WindowsReport
{
    private const int MostAlerts = 100;

    public static HtmlPage Of(string model, IReadOnlyList<WindowFigures> windows, IReadOnlyList<Alert> alerts)
    {
        var page = new HtmlPage();
        page.AddHeading(model, $"{Figures.Of(windows.Sum(static window => window.Rows))} predictions in {Figures.Of(windows.Count)} windows, {Figures.Time(windows[0].From)} to {Figures.Time(windows[^1].To)}");
        string[] signals = [.. windows.SelectMany(static window => window.Signals).Select(static signal => signal.Signal).Distinct()];
        page.AddTiles(
            ("alerts", Figures.Of(alerts.Count), alerts.Count > 0 ? "bad" : "ok"),
            ("signals watched", Figures.Of(signals.Length), ""),
            ("versions", Figures.Of(windows.Select(static window => window.Version).Distinct().Count()), ""));
        AddAlerts(page, alerts);
        foreach (IGrouping<(string Version, string Monitor), WindowFigures> part in windows.GroupBy(static window => (window.Version, window.Monitor)))
            AddVersion(page, part.Key.Version, part.Key.Monitor, [.. part], alerts, signals);
        return page;
    }

    private static void AddVersion(HtmlPage page, string version, string monitor, WindowFigures[] windows, IReadOnlyList<Alert> alerts, string[] signals)
    {
        page.Add($"<h2>Version {HtmlPage.Text(version)}{(monitor == MLOps.Sdk.Drift.DriftMonitor.MonitorName ? "" : " · " + HtmlPage.Text(monitor))}</h2><div class=\"legend\"><span><i class=\"c\"></i>by window</span><span><i class=\"l\"></i>what chance alone reaches</span></div><section class=\"grid\">");
        foreach (string name in signals)
        {
            DriftStatistics?[] figures = [.. windows.Select(window => window.Signals.FirstOrDefault(signal => signal.Signal == name)?.Statistics)];
            if (Array.TrueForAll(figures, static one => one is null))
                continue;
            bool alarmed = alerts.Any(alert => alert.Version == version && alert.Signal == name);
            page.Add($"<article class=\"card\"><div class=\"top\"><h3>{HtmlPage.Text(name)}</h3><span class=\"pill {(alarmed ? "bad\">alarm" : "ok\">no alarm")}</span></div>");
            (string first, string last) = ($"window {Figures.Of(windows[0].Index)}", $"window {Figures.Of(windows[^1].Index)}");
            Line("PSI", static one => one.Psi, static one => one.PsiBound);
            Line("KS", static one => one.Ks, static one => one.KsBound);
            Line("missing", static one => one.Missing > 0 ? one.Missing : null, static _ => null);
            Line("the alarm's wealth (log₁₀)", static one => one.LogWealth / Math.Log(10), static _ => null);
            page.Add("</article>");

            void Line(string label, Func<DriftStatistics, double?> value, Func<DriftStatistics, double?> limit)
            {
                double?[] values = [.. figures.Select(one => one is null ? null : value(one))];
                if (Array.Exists(values, static one => one is not null))
                    page.Add(TimelineChart.Of(label, values, [.. figures.Select(one => one is null ? null : limit(one))], first, last));
            }
        }

        page.Add("</section>");
    }

    private static void AddAlerts(HtmlPage page, IReadOnlyList<Alert> alerts)
    {
        if (alerts.Count == 0)
            return;

        page.Add("<h2>Alerts</h2><section class=\"card wide\"><table><thead><tr><th>time</th><th>version</th><th>signal</th><th>rule</th><th class=\"num\">row</th><th class=\"num\">false alarms</th><th>what</th></tr></thead><tbody>");
        foreach (Alert alert in alerts.Take(MostAlerts))
        {
            string tone = alert.Severity == AlertSeverity.Information ? "odd" : "bad";
            page.Add($"<tr><td class=\"when\">{HtmlPage.Text(Figures.Time(alert.Time))}</td><td>{HtmlPage.Text(alert.Version)}</td><td><span class=\"pill {tone}\">{HtmlPage.Text(alert.Signal == Alert.AllSignals ? "all" : alert.Signal)}</span></td><td>{HtmlPage.Text(alert.Kind)}</td>"
                + $"<td class=\"num\">{HtmlPage.Text(Figures.Of(alert.Row))}</td><td class=\"num\">{HtmlPage.Text(alert.FalseAlarmRate?.ToString("P1", CultureInfo.InvariantCulture))}</td><td class=\"why\">{HtmlPage.Text(alert.Message)}</td></tr>");
        }

        page.Add("</tbody></table></section>");
    }
}
