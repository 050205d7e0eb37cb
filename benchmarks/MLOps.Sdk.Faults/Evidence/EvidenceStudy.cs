using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Faults.Processes;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Storage.Sqlite;

namespace MLOps.Sdk.Faults.Evidence;

/// <summary>What alarms know at the end of a run.</summary>
/// <param name="Wealth">The logarithm of the wealth by monitor and signal.</param>
/// <param name="Alerts">Monitor, signal, kind and evidence of each alert.</param>
internal sealed record EvidenceFindings(IReadOnlyDictionary<string, double?> Wealth, IReadOnlyCollection<string> Alerts);

/// <summary>Runs an app to its end, and the same app killed on its way.</summary>
internal static class EvidenceStudy
{
    private const int MostRowsMore = 200; // that it may make before it is killed
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What the alarms of an app know after so many rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="killedAt">Rows behind which it is killed, in their order; the next process goes on.</param>
    public static EvidenceFindings Run(int rows, params int[] killedAt)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("modelops-evidence-");
        try
        {
            string store = Path.Combine(folder.FullName, "store");
            foreach (int row in killedAt)
                LiveAndDie(store, Path.Combine(folder.FullName, $"told{row}"), row);
            using (Child child = Start(store, Path.Combine(folder.FullName, "told"), rows, isKilled: false))
                child.WaitForExit();
            return Find(store);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void LiveAndDie(string store, string told, int row)
    {
        using Child child = Start(store, told, row + MostRowsMore, isKilled: true);
        if (!SpinWait.SpinUntil(() => child.HasExited || (File.Exists(told) && PlainApp.Told(told) >= row), Patience) || child.HasExited)
            throw new InvalidOperationException($"The child did not come to row {row}.");
        child.Kill();
    }

    private static Child Start(string store, string told, int to, bool isKilled) => Child.Start(EvidenceChild.Verb, string.Join('|', store, told, to, isKilled));

    private static EvidenceFindings Find(string store)
    {
        using var log = new SqlitePredictionLog(store);
        var wealth = new SortedDictionary<string, double?>(StringComparer.Ordinal);
        foreach (StoredWindow window in log.WindowsAsync(new WindowQuery(EvidenceChild.Model)).AsTask().GetAwaiter().GetResult())
            wealth[$"{window.Monitor} {window.Signal}"] = DriftStatistics.Parse(window.Statistics).LogWealth;
        IEnumerable<string> alerts = log.AlertsAsync(new AlertQuery()).AsTask().GetAwaiter().GetResult()
            .Where(static alert => alert.Kind.StartsWith("e-mixture", StringComparison.Ordinal))
            .Select(static alert => $"{alert.Monitor} {alert.Signal} {alert.Kind} {alert.Evidence}");
        return new EvidenceFindings(wealth, [.. alerts.Order(StringComparer.Ordinal)]);
    }
}
