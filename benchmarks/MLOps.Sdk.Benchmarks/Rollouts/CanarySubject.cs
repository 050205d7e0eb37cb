using MLOps.Sdk.Benchmarks.Figures;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>How often canaries cry wolf, and how often they find what is there.</summary>
internal sealed class CanarySubject : ISubject
{
    private const double Percent = 100;

    public string Name => "canary";

    public Findings Measure(Effort effort)
    {
        int runs = effort.Rounds(10_000);
        (double falseAlarms, _) = CanarySimulation.Run(0.05, 0.05, runs, seed: 1);
        (double power, double calls) = CanarySimulation.Run(0.05, 0.08, runs, seed: 2);
        (double naive, _) = CanarySimulation.RunNaively(0.05, 0.05, runs, seed: 1);
        double apart = CanarySimulation.RunApart(0.05, 0.05, processes: 3, runs, seed: 3);
        return new Findings(
        [
            new Figure($"5 % against 5 %, {runs} runs: rolled back for nothing", falseAlarms * Percent, null, "%", Limit.AtMost(5)),
            new Figure($"the same seen by 3 processes that share their counts at every second look: rolled back for nothing", apart * Percent, null, "%", Limit.AtMost(5)),
            new Figure($"5 % against 8 %, {runs} runs: rolled back", power * Percent, null, "%", Limit.AtLeast(97)),
            new Figure("5 % against 8 %: calls of each arm until then, mean", calls, null, ""),
            new Figure("5 % against 5 % with a z test at every look", naive * Percent, null, "%"),
        ], []);
    }
}
