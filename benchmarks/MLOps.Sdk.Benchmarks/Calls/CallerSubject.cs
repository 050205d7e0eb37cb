using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Calls;

/// <summary>What a recorded call costs its caller, beside a decorator that only reads the clock twice.</summary>
internal sealed class CallerSubject : ISubject
{
    private static readonly Limit Ceiling = Limit.AtMost(1.4);

    public string Name => "caller";

    public Findings Measure(Effort effort)
    {
        using var cases = new CallCases();
        float sink = 0;
        IReadOnlyList<Timing> times = new Interleaved(effort.Rounds(2_000), CallLoop.Calls)
            .Add("bare call", calls => sink += cases.Bare(calls))
            .Add("clock read twice", calls => sink += cases.Timed(calls))
            .Add("recorded, feature vector", calls => sink += cases.Vector(calls), cases.Empty)
            .Add("recorded, typed, read together", calls => sink += cases.TypedTogether(calls), cases.Empty)
            .Add("recorded, typed, read one by one", calls => sink += cases.TypedOneByOne(calls), cases.Empty)
            .Measure();
        (Timing bare, Timing timed, Timing vector, Timing together, Timing oneByOne) = (times[0], times[1], times[2], times[3], times[4]);
        Timing beyond = vector.Beyond(bare);
        return new Findings(
        [
            Figure.Ratio("recorded / clock read twice: feature vector", vector, timed, Ceiling),
            Figure.Ratio("recorded / clock read twice: typed, read together", together, timed, Ceiling),
            Figure.Ratio("recorded / clock read twice: typed, read one by one", oneByOne, timed, Ceiling),
            new Figure("recorded beyond the bare call: feature vector", beyond.Least, beyond.Median, "ns"),
            Figure.Allocation("allocated by a recorded call", vector, together, oneByOne),
        ], times);
    }
}
