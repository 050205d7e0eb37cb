using System.Globalization;
using MLOps.Sdk.Drift.Windows;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart.Reports;

/// <summary>How far each feature went from the training data, window by window.</summary>
internal sealed class DriftTable
{
    // How people usually read a population stability index.
    private const double Moderate = 0.1;
    private const double Major = 0.25;

    private readonly DriftWindow[] _windows;
    private readonly DateTimeOffset _shiftedAt;

    public DriftTable(IEnumerable<DriftWindow> windows, DateTimeOffset shiftedAt)
    {
        _windows = [.. windows.OrderBy(window => window.To)];
        _shiftedAt = shiftedAt;
    }

    public IEnumerable<IRenderable> Render()
    {
        var table = new Table().Title($"Drift against the training data, {_windows.Length} windows of {_windows[0].Rows:N0}").Border(TableBorder.Rounded);
        table.AddColumn("signal").AddColumn("PSI, window by window");
        foreach (string figure in (string[])["before", "after", "KS"])
            table.AddColumn(new TableColumn(figure).RightAligned());

        var drifted = new List<string>();
        foreach (string signal in _windows[0].Signals.Select(drift => drift.Signal))
        {
            double[] psi = [.. _windows.Select(window => Psi(Find(window, signal)))];
            double before = Median(_windows.Where(window => window.To <= _shiftedAt).Select(window => Psi(Find(window, signal))));
            double after = Median(_windows.Where(window => window.To > _shiftedAt).Select(window => Psi(Find(window, signal))));
            table.AddRow(new Markup(signal), Sparkline.Of(psi, Major, Color), Figure(before), Figure(after), Figure(Find(_windows[^1], signal).Ks));
            if (after >= Major)
                drifted.Add(string.Create(CultureInfo.InvariantCulture, $"{signal} (PSI {before:F3} → {after:F3})"));
        }

        yield return table;
        yield return new Markup($"Drifted since the holidays began: [bold]{Markup.Escape(string.Join(", ", drifted))}[/]\n");
    }

    private static DriftStatistics Find(DriftWindow window, string signal) => window.Signals.Single(drift => drift.Signal == signal).Statistics;

    private static double Psi(DriftStatistics statistics) => statistics.Psi ?? double.NaN;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    private static Markup Figure(double? value) => new(value is { } known ? known.ToString("F3", CultureInfo.InvariantCulture) : "–");

    private static string Color(double psi) => psi switch
    {
        >= Major => "red",
        >= Moderate => "yellow",
        _ => "green",
    };
}
