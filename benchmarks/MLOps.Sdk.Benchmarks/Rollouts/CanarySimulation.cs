using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Rollout;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>Canaries with known error rates, judged after every 50 calls of each arm up to 3,000.</summary>
internal static class CanarySimulation
{
    public const int Look = 50, Most = 3_000;

    private static readonly CanaryRules Rules = new() { Alpha = 0.05, SlowTolerance = null };

    /// <summary>The share of runs that are rolled back, and the mean of the calls per arm until then.</summary>
    public static (double RolledBack, double MeanCalls) Run(double champion, double challenger, int runs, int seed) =>
        Run(champion, challenger, runs, seed, static (a, b) => Rules.Judge(a, b).Verdict == Verdict.Fail);

    /// <summary>The same with a z test at every look, as rules that test each interval anew do.</summary>
    public static (double RolledBack, double MeanCalls) RunNaively(double champion, double challenger, int runs, int seed) =>
        Run(champion, challenger, runs, seed, static (a, b) =>
        {
            double first = (double)a.Errors / a.Calls, second = (double)b.Errors / b.Calls, pooled = (first + second) / 2;
            return Math.Abs(second - first) > 1.96 * Math.Sqrt(2 * pooled * (1 - pooled) / a.Calls) && pooled > 0;
        });

    private static (double RolledBack, double MeanCalls) Run(double champion, double challenger, int runs, int seed, Func<ArmCounts, ArmCounts, bool> isWorse)
    {
        var random = new Random(seed);
        int back = 0;
        long calls = 0;
        for (int run = 0; run < runs; run++)
        {
            long first = 0, second = 0;
            for (int n = Look; n <= Most; n += Look)
            {
                for (int i = 0; i < Look; i++)
                {
                    first += random.NextDouble() < champion ? 1 : 0;
                    second += random.NextDouble() < challenger ? 1 : 0;
                }

                if (!isWorse(new ArmCounts(n, first), new ArmCounts(n, second)))
                    continue;
                back++;
                calls += n;
                break;
            }
        }

        return ((double)back / runs, (double)calls / Math.Max(back, 1));
    }
}
