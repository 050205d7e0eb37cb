using System.Diagnostics;
using System.Runtime;

namespace MLOps.Sdk.Benchmarks.Figures;

/// <summary>
/// Times several ways of doing the same thing in turn, in many short rounds of one process: what disturbs the machine
/// disturbs all of them, so that their ratios hold where single times do not.
/// </summary>
internal sealed class Interleaved(int rounds, int operations)
{
    private const int RoundsPerWarmUp = 20;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMilliseconds(40);

    // The compiler makes its best of a method on a thread of its own, 100 ms after the last new one was met.
    private static readonly TimeSpan CompilerPause = TimeSpan.FromMilliseconds(150);

    private const int RoundsPerBurst = 25;

    private readonly List<Way> _ways = [];

    /// <summary>How often everything is run before it counts, at most.</summary>
    public int MostWarmUps { get; init; } = 20;

    /// <summary>How long to rest after some rounds: a shared machine is slow and fast for seconds, and one time of both is no figure of the code.</summary>
    public TimeSpan Rest { get; init; }

    /// <summary>Adds a way.</summary>
    public Interleaved Add(Way way)
    {
        _ways.Add(way);
        return this;
    }

    /// <summary>Adds a way.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Does it the given number of times.</param>
    /// <param name="after">Cleans up after a round, not timed.</param>
    public Interleaved Add(string name, Action<int> run, Action? after = null) => Add(new Way(name, run) { After = after });

    /// <summary>Times all ways, in the order in which they were added.</summary>
    public IReadOnlyList<Timing> Measure()
    {
        WarmUp();
        var times = _ways.ConvertAll(_ => new List<double>(rounds));
        long[] allocated = new long[_ways.Count];
        for (int round = 0; round < rounds; round++)
        {
            for (int way = 0; way < _ways.Count; way++)
                Time(_ways[way], times[way], ref allocated[way]);
            if (Rest > TimeSpan.Zero && round % RoundsPerBurst == RoundsPerBurst - 1)
                Thread.Sleep(Rest);
        }

        return [.. _ways.Select((way, index) => Timing.Of(way.Name, times[index], allocated[index] / ((long)rounds * operations)))];
    }

    private void Time(Way way, List<double> times, ref long allocated)
    {
        way.Before?.Invoke();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        way.Run(operations);
        double nanoseconds = Nanoseconds.Since(start) / operations;
        allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
        way.After?.Invoke();
        if (way.Counts?.Invoke() ?? true)
            times.Add(nanoseconds);
    }

    /// <summary>Until nothing was compiled any more in two passes: on a busy machine the compiler's thread has to wait its turn.</summary>
    private void WarmUp()
    {
        int quiet = 0;
        for (int pass = 0; pass < MostWarmUps && quiet < 2; pass++)
        {
            long compiled = JitInfo.GetCompiledMethodCount();
            _ways.ForEach(WarmUp);
            Thread.Sleep(CompilerPause);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
    }

    private void WarmUp(Way way)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < RoundsPerWarmUp && (i == 0 || Stopwatch.GetElapsedTime(start) < LongestWarmUp); i++)
        {
            way.Before?.Invoke();
            way.Run(operations);
            way.After?.Invoke();
        }
    }
}
