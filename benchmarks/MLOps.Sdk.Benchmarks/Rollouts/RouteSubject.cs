using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>What a rollout costs a caller: reading the key, choosing the variant, leaving the call for a shadow.</summary>
internal sealed class RouteSubject : ISubject
{
    private static readonly Limit Ceiling = Limit.AtMost(15);

    public string Name => "route";

    public Findings Measure(Effort effort)
    {
        using var cases = new RouteCases();
        float sink = 0;
        IReadOnlyList<Timing> times = new Interleaved(effort.Rounds(2_000), CallLoop.Calls)
            .Add("recorded", calls => sink += cases.Plain(calls), cases.Empty)
            .Add("recorded, canary by key", calls => sink += cases.Canary(calls), cases.Empty)
            .Add("recorded, canary by key, shadow of 10 %", calls => sink += cases.CanaryAndSampledShadow(calls), cases.Empty)
            .Add("recorded, canary by key, shadow of all", calls => sink += cases.CanaryAndShadow(calls), cases.Empty)
            .Measure();
        Timing canary = times[1].Beyond(times[0]), sampled = times[2].Beyond(times[0]), all = times[3].Beyond(times[0]);
        return new Findings(
        [
            new Figure("route step: canary by key", canary.Least, canary.Median, "ns", Ceiling),
            new Figure("route step: canary by key, shadow of 10 %", sampled.Least, sampled.Median, "ns", Ceiling),
            new Figure("route step: canary by key, shadow of all, 16 numbers copied for it", all.Least, all.Median, "ns", Ceiling),
            Figure.Allocation("allocated by a call with them", times[1], times[2], times[3]),
        ], times);
    }
}
