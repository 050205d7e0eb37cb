using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Trials;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Tests.Retraining;

public sealed class LiveCanaryTests
{
    [Fact]
    public async Task A_canary_that_is_promoted_ends_the_run_as_promoted_and_nothing_is_promoted_twice()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var rollouts = new Rollouts(store.Registry, TimeProvider.System);

        RetrainingRun run = await RunAsync(store, rollouts, static (all, decision) => all.PromoteAsync(decision));

        Assert.True(run.State == RetrainingState.Promoted, run.Message);
        Assert.Equal("2", await store.ChampionAsync());
        Assert.Equal(2, (await store.Registry.GetHistoryAsync(RetrainedStore.Model)).Count(static change => change.Kind == RegistryEventKind.Promote));
    }

    [Fact]
    public async Task A_canary_that_is_rolled_back_refuses_the_version()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var rollouts = new Rollouts(store.Registry, TimeProvider.System);

        RetrainingRun run = await RunAsync(store, rollouts, static (all, decision) => all.RollBackAsync(decision));

        Assert.Equal((RetrainingState.Refused, true), (run.State, run.Message!.Contains("seen to be worse", StringComparison.Ordinal)));
        Assert.NotNull((await store.Registry.GetFactsAsync(RetrainedStore.Model, "2")).Rejection);
    }

    [Fact]
    public async Task A_canary_that_has_ended_is_not_started_again_when_the_run_goes_on()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var rollouts = new Rollouts(store.Registry, TimeProvider.System);
        await store.Registry.RegisterAsync(new VersionRegistration { Model = RetrainedStore.Model, Version = "2", Artifact = RetrainedStore.FileOf(0.3) });
        await rollouts.StartCanaryAsync(new CanaryStart(RetrainedStore.Model, "2", "before the crash"));
        await rollouts.AbortAsync(new RolloutDecision(RetrainedStore.Model, "by hand"));

        TrialResult result = await new LiveCanary(rollouts, TimeProvider.System).RunAsync(new TrialRequest("run", RetrainedStore.Model, "2", "1"), CancellationToken.None);

        Assert.Equal(new TrialResult(Verdict.Inconclusive, "by hand"), result);
    }

    private static async Task<RetrainingRun> RunAsync(RetrainedStore store, Rollouts rollouts, Func<Rollouts, RolloutDecision, ValueTask<RolloutStatus>> decide)
    {
        var canary = new LiveCanary(rollouts, TimeProvider.System)
        {
            PollInterval = TimeSpan.FromMilliseconds(1),
            Configure = static start => start with { Steps = [new RampStep(0.5, TimeSpan.Zero)] },
        };
        var registered = new TaskCompletionSource();
        var notifier = (IRegistryNotifier)store.Registry;
        notifier.Changed += (_, _) =>
        {
            if (rollouts.FindAsync(RetrainedStore.Model).AsTask().GetAwaiter().GetResult() is { Plan.State: RolloutState.Running })
                registered.TrySetResult();
        };
        Task<RetrainingRun> run = store.Pipeline(configure: options => options.Trial = canary).RunAsync(RetrainedStore.Ask);
        await Task.WhenAny(registered.Task, run);
        await decide(rollouts, new RolloutDecision(RetrainedStore.Model, "seen to be worse"));
        return await run;
    }
}
