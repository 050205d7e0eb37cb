using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>
/// What a rollout costs a caller. The route step is the decision: which variant answers, and whether a shadow sees it.
/// Leaving the call for the shadow is another one, which the calls of the sample alone pay.
/// </summary>
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
            .Add("recorded, canary by key, shadow that sees none", calls => sink += cases.CanaryAndUnseenShadow(calls), cases.Empty)
            .Add("recorded, canary by key, shadow of 10 %", calls => sink += cases.CanaryAndSampledShadow(calls), cases.Empty)
            .Add("recorded, canary by key, shadow of all", calls => sink += cases.CanaryAndShadow(calls), cases.Empty)
            .Add("the decision alone", calls => sink += cases.Decide(calls))
            .Add("knowing the user", cases.KnowUsers)
            .Measure();
        Timing canary = times[1].Beyond(times[0]), step = times[2].Beyond(times[0]), sampled = times[3].Beyond(times[0]), handOver = times[4].Beyond(times[2]), decision = times[5].Beyond(times[6]);
        return new Findings(
        [
            new Figure("route step: the variant by key, and whether a shadow sees the call", decision.Least, decision.Median, "ns", Ceiling),
            new Figure("what it adds to a recorded call", step.Least, step.Median, "ns", Ceiling),
            new Figure("the same without a shadow", canary.Least, canary.Median, "ns"),
            new Figure("the same with a shadow of 10 %, which calls are left for", sampled.Least, sampled.Median, "ns"),
            new Figure("leaving a call for a shadow: 16 numbers copied", handOver.Least, handOver.Median, "ns"),
            Figure.Allocation("allocated by a call with them", times[1], times[2], times[3], times[4], times[5]),
        ], times);
    }
}
