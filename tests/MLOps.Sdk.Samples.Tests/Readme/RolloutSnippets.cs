using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Samples.Tests.Readme;

internal static class RolloutSnippets
{
    public static async Task TryAsync(Rollouts rollouts)
    {
        // readme
        RolloutStatus canary = await rollouts.StartCanaryAsync(new CanaryStart("fraud", "3", "trained on May")
        {
            Steps = [new(0.01, TimeSpan.FromMinutes(10)), new(0.25, TimeSpan.FromHours(1))],
            Rules = new CanaryRules { OutcomeTolerance = 0.01 },
        });
        // end
        Console.WriteLine(canary);
    }

    public static async Task ShadowAsync(Rollouts rollouts, IModelOps ops)
    {
        // readme
        await rollouts.StartShadowAsync(new ShadowStart("fraud", "3", 0.2, "before its canary"));
        ShadowReport report = ops.Shadows[0];   // agreement, differences, latency, failures, cost, drops
        // end
        Console.WriteLine(report);
    }
}
