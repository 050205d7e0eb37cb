using System.Diagnostics;

namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>Nanoseconds per operation: the least and the middle of many short rounds.</summary>
internal sealed record Timing(string Name, double Least, double Median, long AllocatedBytes);

/// <summary>
/// Times several ways of doing the same thing in turn, in many short rounds of one process: what disturbs the machine
/// disturbs all of them, so that their ratios hold where single times do not.
/// </summary>
internal sealed class Interleaved(int rounds, int operations)
{
    private readonly List<(string Name, Action<int> Run, Action? After)> _ways = [];

    /// <summary>Adds a way.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Does it the given number of times.</param>
    /// <param name="after">Cleans up after a round, not timed.</param>
    public Interleaved Add(string name, Action<int> run, Action? after = null)
    {
        _ways.Add((name, run, after));
        return this;
    }

    public IReadOnlyList<Timing> Measure()
    {
        WarmUp();
        var times = new double[_ways.Count][];
        long[] allocated = new long[_ways.Count];
        for (int way = 0; way < times.Length; way++)
            times[way] = new double[rounds];

        for (int round = 0; round < rounds; round++)
        {
            for (int way = 0; way < times.Length; way++)
            {
                long bytes = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                _ways[way].Run(operations);
                times[way][round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations;
                allocated[way] += GC.GetAllocatedBytesForCurrentThread() - bytes;
                _ways[way].After?.Invoke();
            }
        }

        return [.. _ways.Select((way, index) =>
        {
            Array.Sort(times[index]);
            return new Timing(way.Name, times[index][0], times[index][rounds / 2], allocated[index] / ((long)rounds * operations));
        })];
    }

    /// <summary>Runs everything until the compiler has made its best of it, with pauses in which it can.</summary>
    private void WarmUp()
    {
        for (int pass = 0; pass < 5; pass++)
        {
            foreach ((_, Action<int> run, Action? after) in _ways)
            {
                for (int i = 0; i < 20; i++)
                {
                    run(operations);
                    after?.Invoke();
                }
            }

            Thread.Sleep(150);
        }
    }
}
