using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Cli.Drift;

/// <summary>A window of one version with every watched signal, put together again from the store's rows.</summary>
internal sealed record WindowFigures(
    string Version, string Monitor, long Index, long FirstRow, long Rows, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<SignalDrift> Signals)
{
    /// <summary>The drift windows, oldest first; those of other monitors are passed over.</summary>
    /// <param name="stored">The store's rows: one for each signal of each window.</param>
    /// <param name="order">The signals in the order wanted; others follow by name.</param>
    public static IReadOnlyList<WindowFigures> Read(IEnumerable<StoredWindow> stored, IReadOnlyList<string>? order = null)
    {
        string[] wanted = [.. order ?? []];
        return
        [
            .. from row in stored
               where row.Monitor.StartsWith(DriftMonitor.MonitorName, StringComparison.Ordinal)
               group row by (row.Version, row.Monitor, row.Index, row.FirstRow, row.Rows, row.From, row.To) into window
               orderby window.Key.From, window.Key.Index
               select new WindowFigures(
                   window.Key.Version, window.Key.Monitor, window.Key.Index, window.Key.FirstRow, window.Key.Rows, window.Key.From, window.Key.To,
                   [.. window.OrderBy(row => PlaceOf(wanted, row.Signal)).ThenBy(static row => row.Signal, StringComparer.Ordinal).Select(static row => new SignalDrift(row.Signal, DriftStatistics.Parse(row.Statistics)))]),
        ];
    }

    private static int PlaceOf(string[] order, string signal) => Array.IndexOf(order, signal) is >= 0 and int place ? place : order.Length;
}
