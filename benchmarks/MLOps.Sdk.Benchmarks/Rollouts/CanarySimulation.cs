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

    /// <summary>
    /// The same with the calls dealt out by chance to processes that share their counts at some looks only: what is judged is
    /// the sum of what each of them shared last.
    /// </summary>
    public static double RunApart(double champion, double challenger, int processes, int runs, int seed)
    {
        var random = new Random(seed);
        int back = 0;
        var counted = new (long Calls, long Errors)[2, processes];
        var shared = new (long Calls, long Errors)[2, processes];
        for (int run = 0; run < runs; run++)
        {
            Array.Clear(counted);
            Array.Clear(shared);
            bool isBack = false;
            for (int n = Look; n <= Most && !isBack; n += Look)
            {
                for (int call = 0; call < 2 * Look; call++)
                {
                    ref (long Calls, long Errors) cell = ref counted[call & 1, random.Next(processes)];
                    cell = (cell.Calls + 1, cell.Errors + (random.NextDouble() < ((call & 1) == 0 ? champion : challenger) ? 1 : 0));
                }

                for (int process = 0; process < processes; process++)
                {
                    if (random.Next(2) == 0)
                        (shared[0, process], shared[1, process]) = (counted[0, process], counted[1, process]);
                }

                isBack = Rules.Judge(Sum(shared, arm: 0), Sum(shared, arm: 1)).Verdict == Verdict.Fail;
            }

            back += isBack ? 1 : 0;
        }

        return (double)back / runs;
    }

    private static ArmCounts Sum((long Calls, long Errors)[,] shared, int arm)
    {
        long calls = 0, errors = 0;
        for (int process = 0; process < shared.GetLength(1); process++)
            (calls, errors) = (calls + shared[arm, process].Calls, errors + shared[arm, process].Errors);
        return new ArmCounts(calls, errors);
    }

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
