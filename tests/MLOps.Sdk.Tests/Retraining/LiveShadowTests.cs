using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Retraining.Trials;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Tests.Retraining;

public sealed class LiveShadowTests
{
    private static readonly ShadowReport Seen = new(RetrainedStore.Model, "2", 0.1)
    {
        Answered = 995,
        Failed = 5,
        Agreement = 0.9,
        OutputPsi = 0.02,
        Latency = TimeSpan.FromMilliseconds(3),
        PrimaryLatency = TimeSpan.FromMilliseconds(2),
    };

    [Fact]
    public async Task A_shadow_that_saw_enough_and_did_no_harm_passes_and_is_ended()
    {
        using RetrainedStore store = await CreateAsync();
        (TrialResult result, Rollouts rollouts) = await RunAsync(store, Seen);

        Assert.Equal(new TrialResult(Verdict.Pass, "the shadow answered 995 calls and failed in 5"), result);
        RolloutStatus status = (await rollouts.FindAsync(RetrainedStore.Model))!;
        Assert.Empty(status.Plan.Shadows);
        Assert.Equal(2, (await store.Registry.GetHistoryAsync(RetrainedStore.Model)).Count(static change => change.Kind == RegistryEventKind.Rollout)); // started and ended
    }

    [Theory]
    [InlineData(20, 0.9, 0.02, "it failed in")]
    [InlineData(0, 0.5, 0.02, "of its answers agree")]
    [InlineData(0, 0.9, 0.4, "its outputs drift by 0.4")]
    public async Task What_harms_fails(long failed, double agreement, double psi, string because)
    {
        using RetrainedStore store = await CreateAsync();
        (TrialResult result, _) = await RunAsync(store, Seen with { Answered = 1_000, Failed = failed, Agreement = agreement, OutputPsi = psi });

        Assert.Equal(Verdict.Fail, result.Verdict);
        Assert.Contains(because, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_calls_are_no_verdict()
    {
        using RetrainedStore store = await CreateAsync();
        (TrialResult result, Rollouts rollouts) = await RunAsync(store, Seen with { Answered = 10, Failed = 0 });

        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.Contains("saw 10 calls", result.Reason, StringComparison.Ordinal);
        Assert.Empty((await rollouts.FindAsync(RetrainedStore.Model))!.Plan.Shadows);
    }

    private static async Task<RetrainedStore> CreateAsync()
    {
        RetrainedStore store = await RetrainedStore.CreateAsync();
        await store.Registry.RegisterAsync(new VersionRegistration { Model = RetrainedStore.Model, Version = "2", Artifact = RetrainedStore.FileOf(0.3) });
        return store;
    }

    private static async Task<(TrialResult Result, Rollouts Rollouts)> RunAsync(RetrainedStore store, ShadowReport report)
    {
        var rollouts = new Rollouts(store.Registry, TimeProvider.System);
        var trial = new LiveShadow(rollouts, () => [report], TimeProvider.System)
        {
            MinimumAgreement = 0.8,
            MaximumLatencyRatio = 2,
            MaximumDuration = TimeSpan.FromMilliseconds(20),
            PollInterval = TimeSpan.FromMilliseconds(1),
        };
        return (await trial.RunAsync(new TrialRequest("run", RetrainedStore.Model, "2", "1"), CancellationToken.None), rollouts);
    }
}
