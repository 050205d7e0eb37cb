using MLOps.Sdk.Benchmarks.Rollouts;
using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Statistics.Sequential;

namespace MLOps.Sdk.Tests.Rollout;

public sealed class CanaryRulesTests
{
    [Fact]
    public void Looking_every_50_calls_finds_what_is_worse_and_rarely_cries_wolf()
    {
        (double falseAlarms, _) = CanarySimulation.Run(0.05, 0.05, 400, seed: 3);
        (double power, double calls) = CanarySimulation.Run(0.05, 0.08, 200, seed: 4);
        (double naive, _) = CanarySimulation.RunNaively(0.05, 0.05, 400, seed: 3);

        Assert.InRange(falseAlarms, 0, 0.05);
        Assert.InRange(power, 0.94, 1);
        Assert.InRange(calls, 500, 2_000);
        Assert.InRange(naive, 0.2, 0.4);
    }

    [Fact]
    public void Few_calls_hold_and_enough_that_show_no_harm_pass()
    {
        var rules = new CanaryRules { ErrorTolerance = 0.01 };

        Assert.Equal(Verdict.Inconclusive, rules.Judge(new ArmCounts(10_000, 0), new ArmCounts(49, 49)).Verdict);
        Assert.Equal(Verdict.Inconclusive, rules.Judge(new ArmCounts(500, 5), new ArmCounts(500, 5)).Verdict);
        Assert.Equal(Verdict.Pass, rules.Judge(new ArmCounts(5_000, 50), new ArmCounts(3_000, 30)).Verdict);
        Assert.Equal(Verdict.Pass, rules.Judge(new ArmCounts(50_000, 50), new ArmCounts(50_000, 50)).Verdict);
    }

    [Fact]
    public void Slow_calls_and_losses_roll_back_as_errors_do()
    {
        RunningMean good = default, bad = default;
        for (int i = 0; i < 2_000; i++)
        {
            good = good.With(i % 2);
            bad = bad.With((i % 2) + 0.5);
        }

        CanaryVerdict slow = new CanaryRules().Judge(new ArmCounts(2_000, 20, Slow: 100), new ArmCounts(2_000, 20, Slow: 400));
        CanaryVerdict loss = new CanaryRules { OutcomeTolerance = 0.1 }.Judge(new ArmCounts(2_000, 20, 0, good), new ArmCounts(2_000, 20, 0, bad));

        Assert.Equal(Verdict.Fail, slow.Verdict);
        Assert.StartsWith("the share of slow calls is higher by 0.15", slow.Reason, StringComparison.Ordinal);
        Assert.Equal(Verdict.Fail, loss.Verdict);
        Assert.StartsWith("the loss is higher by 0.5", loss.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Arms_that_were_not_split_as_intended_are_not_compared()
    {
        CanaryVerdict verdict = new CanaryRules().Judge(new ArmCounts(8_000, 80), new ArmCounts(2_000, 200), share: 0.1);

        Assert.Equal(Verdict.Inconclusive, verdict.Verdict);
        Assert.Contains("not split as intended", verdict.Reason, StringComparison.Ordinal);
    }
}
