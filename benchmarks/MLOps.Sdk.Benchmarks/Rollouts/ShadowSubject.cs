using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>What a shadow of all calls, ten times as slow as the champion, does to callers: two apps called in turn.</summary>
internal sealed class ShadowSubject : ISubject
{
    private const int CallsOfRound = 2_000;
    private const double Percent = 100;

    public string Name => "shadow";

    public Findings Measure(Effort effort)
    {
        using var without = new ShadowedApp(hasShadow: false);
        using var with = new ShadowedApp(hasShadow: true);
        int rounds = effort.Rounds(400), warmUps = rounds / 10;
        for (int round = 0; round < warmUps + rounds; round++)
        {
            without.Call(CallsOfRound, counts: round >= warmUps);
            with.Call(CallsOfRound, counts: round >= warmUps);
            with.Rest();
        }

        double p50 = without.Latencies.Quantile(0.5), p99 = without.Latencies.Quantile(0.99);
        double shadowedP50 = with.Latencies.Quantile(0.5), shadowedP99 = with.Latencies.Quantile(0.99);
        return new Findings(
        [
            new Figure($"caller's p99 with a shadow of all calls, 10 times as slow as a model of {ShadowedApp.Work.TotalMicroseconds} us, beyond that without", ((shadowedP99 / p99) - 1) * Percent, ((shadowedP50 / p50) - 1) * Percent, "%", Limit.AtMost(5)),
            new Figure("p99 without", p99, p50, "us"),
            new Figure("p99 with", shadowedP99, shadowedP50, "us"),
            new Figure("calls that it answered", with.Report.Answered, null, ""),
            new Figure("calls that were dropped and counted", with.Report.Dropped, null, ""),
        ], []);
    }
}
