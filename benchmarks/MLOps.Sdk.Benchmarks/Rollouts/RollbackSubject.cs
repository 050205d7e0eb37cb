using System.Diagnostics;
using System.Globalization;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>From a rollback here to the first call on the version before in a process that serves without a pause.</summary>
internal sealed class RollbackSubject : ISubject
{
    public string Name => "rollback";

    public Findings Measure(Effort effort)
    {
        using var folder = new TemporaryFolder();
        using var child = new ChildProcess(RollbackChild.Serve, folder.Path);
        _ = child.Hear();
        using var registry = new SqliteModelRegistry(folder.Path, TimeProvider.System);
        var times = new List<double>();
        for (int round = 0; round < effort.Rounds(30); round++)
        {
            child.Say("v2");
            registry.PromoteAsync(new AliasChange(RollbackChild.Model, "v2", "benchmark")).AsTask().GetAwaiter().GetResult();
            _ = child.Hear();
            child.Say("v1");
            long start = Stopwatch.GetTimestamp();
            registry.RollbackAsync(new Rollback(RollbackChild.Model, "benchmark")).AsTask().GetAwaiter().GetResult();

            // The clock is the machine's, the same in both processes.
            times.Add(Stopwatch.GetElapsedTime(start, long.Parse(child.Hear(), CultureInfo.InvariantCulture)).TotalMilliseconds);
        }

        times.Sort();
        return new Findings(
        [
            new Figure($"rollback to the first call on the version before, another process, longest of {times.Count}", times[^1], times[times.Count / 2], "ms", Limit.AtMost(1_000)),
        ], []);
    }
}
