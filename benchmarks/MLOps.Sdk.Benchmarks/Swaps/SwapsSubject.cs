using System.Diagnostics;
using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Swaps;

/// <summary>Promotions and rollbacks while two threads predict at full speed.</summary>
internal sealed class SwapsSubject : ISubject
{
    private const double NanosecondsPerMillisecond = 1e6;

    public string Name => "swaps";

    public Findings Measure(Effort effort)
    {
        int swaps = effort.Rounds(1_000);
        using var app = new SwappedApp();
        var times = new List<double>();
        for (int swap = 0; swap < swaps; swap++)
        {
            long start = Stopwatch.GetTimestamp();
            if (swap % 2 == 0)
                app.Promote();
            else
                app.RollBack();
            times.Add(Nanoseconds.Since(start));
        }

        app.StopCallers();
        var hot = new HotSwaps();
        hot.Run(effort.Rounds(10_000_000));
        Timing timing = Timing.Of("a swap, from asking to the first answer of the new version", times, 0);
        return new Findings(
        [
            new Figure($"calls that failed in {swaps} swaps", app.Callers.Sum(caller => caller.Failed), null, "", Limit.AtMost(0)),
            new Figure($"answers whose value and version disagree in {swaps} swaps", app.Callers.Sum(caller => caller.Mixed), null, "", Limit.AtMost(0)),
            new Figure("calls made meanwhile", app.Callers.Sum(caller => caller.Calls), null, ""),
            new Figure("from promote or rollback to the first answer", timing.Least / NanosecondsPerMillisecond, timing.Median / NanosecondsPerMillisecond, "ms"),
            new Figure($"answers that mix versions in {hot.Calls:N0} calls while routes are swapped {HotSwaps.SwapsASecond} times a second", hot.Mixed + hot.Failed, null, "", Limit.AtMost(0)),
            new Figure("swaps made meanwhile", hot.Swaps, null, ""),
            new Figure("swaps a second", hot.Swaps / hot.Duration.TotalSeconds, null, "/s"),
        ], [timing]);
    }
}
