using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Signals;

/// <summary>What the monitors' thread pays for a watched number, part by part: where to look when it is too much.</summary>
internal sealed class SignalsSubject : ISubject
{
    public string Name => "signals";

    public Findings Measure(Effort effort)
    {
        var cases = new SignalCases();
        IReadOnlyList<Timing> times = new Interleaved(effort.Rounds(500), SignalCases.Values)
            .Add(Way("e-mixture: rank", cases.Ranks))
            .Add(Way("e-mixture: learned bets alone", cases.Histograms))
            .Add(Way("e-mixture: all bets", cases.Mixture))
            .Add(Way("e-mixture: latest shares", cases.Recent))
            .Add(Way("e-mixture: whole, with the bin", cases.Alarm))
            .Add(Way("window: cells, sums and moments", cases.Counter))
            .Add(Way("quality: rules of a number", cases.Quality))
            .Add(Way("quality: distinct values", cases.Distinct))
            .Measure();
        IReadOnlyList<Timing> rows = new Interleaved(effort.Rounds(500), SignalCases.Values / Watching.Features * SignalCases.Signals)
            .Add(Way("a signal of 17 in a row: drift, no alarms", cases.WindowRows))
            .Add(Way("a signal of 17 in a row: drift with alarms", cases.DriftRows))
            .Add(Way("a signal of 17 in a row: quality", cases.QualityRows))
            .Measure();
        Way Way(string name, Action run) => new(name, _ => run()) { Before = cases.Renew };
        return new Findings([.. times.Concat(rows).Select(static time => new Figure(time.Name, time.Least, time.Median, "ns"))], []);
    }
}
