using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Faults.Memory;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>
/// What a shadow of all calls, ten times as slow as the champion, does to callers: two apps called in turn, in pairs of
/// rounds that follow each other at once. What disturbs the machine disturbs both rounds of a pair, or one of few; the
/// middle one of the pairs' ratios is what the shadow does.
/// </summary>
internal sealed class ShadowSubject : ISubject
{
    private const int CallsOfRound = 2_000;
    private const double Percent = 100, Tail = 0.99;

    public string Name => "shadow";

    public Findings Measure(Effort effort)
    {
        using var without = new ShadowedApp(hasShadow: false);
        using var with = new ShadowedApp(hasShadow: true);
        int pairs = effort.Rounds(400), warmUps = pairs / 10;
        var ratios = new List<double>();
        LatencyHistogram all = new(), allShadowed = new();
        for (int pair = 0; pair < warmUps + pairs; pair++)
        {
            (LatencyHistogram plain, LatencyHistogram shadowed) = pair % 2 == 0 ? PlainFirst(without, with) : ShadowedFirst(without, with);
            if (pair < warmUps)
                continue;
            ratios.Add(shadowed.Quantile(Tail) / plain.Quantile(Tail));
            all.Add(plain);
            allShadowed.Add(shadowed);
        }

        ratios.Sort();
        return new Findings(
        [
            new Figure($"caller's p99 with a shadow of all calls, 10 times as slow as a model of {ShadowedApp.Work.TotalMicroseconds} us, beyond that without: the middle one of {pairs} pairs of rounds", Beyond(ratios[pairs / 2]), null, "%", Limit.AtMost(5)),
            new Figure("the same of a quarter and of three quarters of the pairs at most", Beyond(ratios[pairs / 4]), Beyond(ratios[pairs * 3 / 4]), "%"),
            new Figure("p99 of all rounds together, beyond that without", Beyond(allShadowed.Quantile(Tail) / all.Quantile(Tail)), null, "%"),
            new Figure("p99 and p50 without", all.Quantile(Tail), all.Quantile(0.5), "us"),
            new Figure("p99 and p50 with", allShadowed.Quantile(Tail), allShadowed.Quantile(0.5), "us"),
            new Figure("calls that it answered", with.Report.Answered, null, ""),
            new Figure("calls that were dropped and counted", with.Report.Dropped, null, ""),
        ], []);
    }

    private static (LatencyHistogram Plain, LatencyHistogram Shadowed) PlainFirst(ShadowedApp without, ShadowedApp with)
    {
        LatencyHistogram plain = without.Call(CallsOfRound), shadowed = with.Call(CallsOfRound);
        with.Rest();
        return (plain, shadowed);
    }

    private static (LatencyHistogram Plain, LatencyHistogram Shadowed) ShadowedFirst(ShadowedApp without, ShadowedApp with)
    {
        LatencyHistogram shadowed = with.Call(CallsOfRound);
        with.Rest();
        return (without.Call(CallsOfRound), shadowed);
    }

    private static double Beyond(double ratio) => (ratio - 1) * Percent;
}
