using MLOps.Sdk.Registry;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;

namespace MLOps.Sdk.Tests.Registry;

/// <content>One decision about a rollout for all who follow the registry.</content>
public abstract partial class ModelRegistryContract
{
    private static readonly RampStep[] Ramp = [new(0.1, TimeSpan.FromMinutes(1)), new(0.5, TimeSpan.FromMinutes(1))];

    private Rollouts Rollouts => new(Registry, _time);

    [Fact]
    public async Task A_canary_is_seen_by_whoever_opens_the_registry_and_each_of_its_steps_is_an_event()
    {
        await StartFrom("v1", "v2");

        RolloutStatus started = await Rollouts.StartCanaryAsync(Canary("v2") with { Actor = "ann" });
        RolloutStatus ramped = await new Rollouts(Open(), _time).RampAsync(new RolloutDecision("fraud", "looks well"));
        RolloutStatus seen = (await new Rollouts(Open(), _time).FindAsync("fraud"))!;
        RolloutStatus promoted = await Rollouts.PromoteAsync(new RolloutDecision("fraud", "passed") { Actor = "bot", Expected = ramped.Sequence });

        Assert.Equal(("champion", "v1", 0.9), (started.Plan.Variants[0].Name, started.Plan.Variants[0].Version, started.Plan.Variants[0].Share));
        Assert.Equal(("canary", "v2", 0.1), (started.Plan.Challenger!.Name, started.Plan.Challenger.Version, started.Plan.Challenger.Share));
        Assert.Equal((1, 0.5, started.Plan.Name, started.StartedAt), (seen.Plan.Step, seen.Plan.Challenger!.Share, seen.Plan.Name, seen.StartedAt));
        Assert.True(seen.StepAt > seen.StartedAt);
        Assert.Equal(ramped.Sequence, seen.Sequence);
        Assert.Equal(RolloutState.Promoted, promoted.Plan.State);
        Assert.Equal("v2", (await Open().ResolveAsync("fraud"))!.Version);
        IReadOnlyList<RegistryEvent> events = await Open().GetHistoryAsync("fraud");
        Assert.Equal(["ann", ramped.Actor, "bot"], events.Where(static change => change.Kind == RegistryEventKind.Rollout).Select(static change => change.Actor));
        Assert.Equal(("why", "v2"), (events.First(static change => change.Kind == RegistryEventKind.Rollout).Reason, events[^1].To));
        Assert.Null(RegistryChain.FirstBroken(events));
    }

    [Fact]
    public async Task A_second_candidate_is_refused_while_one_is_on_trial_and_the_first_of_two_who_decide_wins()
    {
        await StartFrom("v1", "v2", "v3");
        RolloutStatus started = await Rollouts.StartCanaryAsync(Canary("v2"));

        var second = await Assert.ThrowsAsync<RegistryConflictException>(async () => await Rollouts.StartCanaryAsync(Canary("v3")));
        await Rollouts.RampAsync(new RolloutDecision("fraud", "first") { Expected = started.Sequence });
        var late = await Assert.ThrowsAsync<RegistryConflictException>(async () => await Rollouts.AbortAsync(new RolloutDecision("fraud", "late") { Expected = started.Sequence }));

        Assert.Contains("has a rollout already", second.Message, StringComparison.Ordinal);
        Assert.Contains("modelops canary promote|abort fraud", second.Message, StringComparison.Ordinal);
        Assert.Contains("Look at it again, and decide again", late.Message, StringComparison.Ordinal);
        Assert.True((await Rollouts.FindAsync("fraud"))!.Plan.IsRunning);
    }

    [Fact]
    public async Task A_version_that_was_rolled_back_is_remembered_and_nothing_starts_before_the_cool_down_ends()
    {
        await StartFrom("v1", "v2", "v3");
        await Rollouts.StartCanaryAsync(Canary("v2"));
        RolloutStatus back = await Rollouts.RollBackAsync(new RolloutDecision("fraud", "more errors") { Evidence = "12 %" });

        var again = await Assert.ThrowsAsync<RegistryRefusedException>(async () => await Rollouts.StartCanaryAsync(Canary("v2")));
        var soon = await Assert.ThrowsAsync<RegistryRefusedException>(async () => await Rollouts.StartCanaryAsync(Canary("v3")));
        await Assert.ThrowsAsync<RegistryRefusedException>(async () => await Registry.PromoteAsync(new AliasChange("fraud", "v2", "after all")));
        _time.Step = TimeSpan.FromHours(1);
        RolloutStatus later = await Rollouts.StartCanaryAsync(Canary("v3"));
        await Rollouts.AbortAsync(new RolloutDecision("fraud", "enough"));
        RolloutStatus decided = await Rollouts.StartCanaryAsync(Canary("v2") with { Override = "ann" });

        Assert.Equal((RolloutState.RolledBack, false, "12 %"), (back.Plan.State, back.Plan.IsRunning, back.Plan.Evidence));
        Assert.Contains("more errors", again.Message, StringComparison.Ordinal);
        Assert.Contains("CanaryConduct.CoolDown", soon.Message, StringComparison.Ordinal);
        Assert.Equal("v1", (await Registry.ResolveAsync("fraud"))!.Version);
        Assert.NotEqual(later.Plan.Name, decided.Plan.Name);
        Assert.Equal(1, RolloutStatus.RollbacksSince(await Registry.GetHistoryAsync("fraud"), back.StartedAt));
    }

    [Fact]
    public async Task Shadows_are_part_of_the_decision_and_outlast_a_canary()
    {
        await StartFrom("v1", "v2", "v3");

        await Rollouts.StartShadowAsync(new ShadowStart("fraud", "v3", 0.5, "look"));
        await Rollouts.StartCanaryAsync(Canary("v2"));
        RolloutStatus ended = await Rollouts.AbortAsync(new RolloutDecision("fraud", "enough"));
        RolloutStatus stopped = await Rollouts.StopShadowAsync(new RolloutDecision("fraud", "seen"), "v3");

        Assert.Equal(new ShadowVariant("v3", 0.5), Assert.Single(ended.Plan.Shadows));
        Assert.Empty(stopped.Plan.Shadows);
        await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Rollouts.StopShadowAsync(new RolloutDecision("fraud", "seen"), "v3"));
    }

    [Fact]
    public async Task What_is_wrong_with_a_rollout_is_said_and_nothing_is_done()
    {
        await StartFrom("v1", "v2", "v3");

        await Refused(() => Rollouts.StartCanaryAsync(Canary("v2") with { Steps = [] }), "has no steps");
        await Refused(() => Rollouts.StartCanaryAsync(Canary("v2") with { Steps = [new(0.5, default), new(0.5, default)] }), "share 0.5 after 0.5");
        await Refused(() => Rollouts.StartCanaryAsync(Canary("v2") with { Steps = [new(1, default)] }), "share 1 after 0");
        await Refused(() => Rollouts.StartCanaryAsync(Canary("")), "The canary of model 'fraud' has no version");
        await Refused(() => Rollouts.StartCanaryAsync(Canary("v9")), "has no version 'v9'");
        await Refused(() => Rollouts.StartCanaryAsync(Canary("v1")), "is champion already");
        await Refused(() => Rollouts.StartCanaryAsync(Canary("v2") with { Rules = new CanaryRules { Alpha = 0 } }), "CanaryRules.Alpha is 0");
        await Refused(() => Rollouts.StartCanaryAsync(Canary("v2") with { Conduct = new CanaryConduct { Judges = 0 } }), "CanaryConduct.Judges is 0");
        await Refused(() => Rollouts.StartCanaryAsync(Canary("v2") with { Bucketing = Bucketing.FeatureManagement }), "needs the allocation's hint");
        await Refused(() => Rollouts.StartCanaryAsync(new CanaryStart("nosuch", "v2", "why")), "nosuch");
        await Refused(() => Rollouts.StartTestAsync(Test(("A", "v1", 0.5), ("B", "v2", 0.4))), "sum to 0.9, not to 1: A 0.5, B 0.4");
        await Refused(() => Rollouts.StartTestAsync(Test(("A", "v1", 0.5), ("B", "", 0.5))), "Variant 'B' of the test of model 'fraud' has no version");
        await Refused(() => Rollouts.StartTestAsync(Test(("A", "v1", 0.5), ("B", "v1", 0.5))), "two variants of one version");
        await Refused(() => Rollouts.StartTestAsync(Test(("A", "v2", 0.5), ("B", "v3", 0.5))), "'v1' is champion");
        await Refused(() => Rollouts.StartTestAsync(Test(("A", "v1", 1))), "has 1 variants");
        await Refused(() => Rollouts.StartShadowAsync(new ShadowStart("fraud", "v2", 1.5, "why")), "sample of shadow 'v2' of model 'fraud' is 1.5");
        await Refused(() => Rollouts.PromoteAsync(new RolloutDecision("fraud", "why")), "has no canary");
        await Registry.FreezeAsync("fraud", "incident");
        await Refused(() => Rollouts.StartCanaryAsync(Canary("v2")), "is frozen since");
        Assert.Null(await Rollouts.FindAsync("fraud"));
    }

    private static CanaryStart Canary(string version) => new("fraud", version, "why") { Steps = Ramp };

    private static TestStart Test(params (string Name, string Version, double Share)[] variants) =>
        new("fraud", "why", [.. variants.Select(static variant => new RolloutVariant(variant.Name, variant.Version, variant.Share))]);

    private static async Task Refused(Func<ValueTask<RolloutStatus>> start, string because)
    {
        RegistryException refusal = await Assert.ThrowsAnyAsync<RegistryException>(async () => await start());
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Several versions, the first of them champion.</summary>
    private async Task StartFrom(params string[] versions)
    {
        foreach (string version in versions)
            await Register(version, Artifact);
        await Registry.PromoteAsync(new AliasChange("fraud", versions[0], "first"));
    }
}
