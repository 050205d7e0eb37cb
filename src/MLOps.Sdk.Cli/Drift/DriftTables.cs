using MLOps.Sdk.Cli.Output;
using MLOps.Sdk.Drift.Windows;
using Spectre.Console;

namespace MLOps.Sdk.Cli.Drift;

/// <summary>Windows as tables: each signal over all windows, and each window with what drifted most in it.</summary>
internal static class DriftTables
{
    private const int TopSignals = 3;

    /// <summary>A row for each signal, the most drifted first.</summary>
    public static Table BySignal(IReadOnlyList<WindowFigures> windows)
    {
        Table table = Tables.Create("signal", "KS by window", " greatest KS", " in window", " greatest PSI", " least p-value", " greatest missing");
        IEnumerable<string> signals = windows.SelectMany(static window => window.Signals).Select(static signal => signal.Signal).Distinct();
        foreach (var row in signals.Select(name => (Name: name, Series: SeriesOf(windows, name))).OrderByDescending(static row => row.Series.Max(DistanceOf)))
        {
            List<double?> distances = [.. row.Series.Select(DistanceOf)];
            double? greatest = distances.Max();
            table.Row(
                row.Name, Sparkline.Of(distances), Figures.Of(greatest),
                greatest is null ? null : Figures.Of(windows[distances.IndexOf(greatest)].Index),
                Figures.Of(row.Series.Max(static figures => figures?.Psi)),
                Figures.Of(row.Series.Min(static figures => figures?.KsPValue)),
                Figures.Of(row.Series.Max(static figures => figures?.Missing)));
        }

        return table;
    }

    /// <summary>A row for each window with its most drifted signals, in order.</summary>
    public static Table ByWindow(IReadOnlyList<WindowFigures> windows)
    {
        Table table = Tables.Create("version", " window", " first row", " rows", "drifted most (KS, PSI)");
        foreach (WindowFigures window in windows)
        {
            IEnumerable<string> top = window.Signals.OrderByDescending(static signal => DistanceOf(signal.Statistics)).Take(TopSignals)
                .Select(static signal => $"{signal.Signal} {Figures.Of(DistanceOf(signal.Statistics)) ?? Tables.Nothing}, {Figures.Of(signal.Statistics.Psi) ?? Tables.Nothing}");
            table.Row(window.Version, Figures.Of(window.Index), Figures.Of(window.FirstRow), Figures.Of(window.Rows), string.Join("   ", top));
        }

        return table;
    }

    private static List<DriftStatistics?> SeriesOf(IReadOnlyList<WindowFigures> windows, string signal) =>
        [.. windows.Select(window => window.Signals.FirstOrDefault(found => found.Signal == signal)?.Statistics)];

    // Categories have no KS: the Jensen-Shannon distance lies between 0 and 1 as well.
    private static double? DistanceOf(DriftStatistics? figures) => figures?.Ks ?? figures?.JensenShannon;
}
