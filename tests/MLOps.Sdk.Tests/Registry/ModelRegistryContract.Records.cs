using MLOps.Sdk.Registry;

namespace MLOps.Sdk.Tests.Registry;

public abstract partial class ModelRegistryContract
{
    [Fact]
    public async Task What_is_said_about_a_version_stays_in_the_history()
    {
        await Register("v1");
        await Record(RegistryEventKind.Gate, "v1", gate: "fail", data: """{"rules":[]}""");
        await Record(RegistryEventKind.Approve, "v1", actor: "ann");
        await Record(RegistryEventKind.Approve, "v1", actor: "ann");
        await Record(RegistryEventKind.Approve, "v1", actor: "bob");
        await Record(RegistryEventKind.Note, "v1", reason: "looks at the postcode");
        await Record(RegistryEventKind.Tag, "v1", data: """{"owner":"risk","old":null}""");
        await Register("v2");

        VersionFacts facts = await Open().GetFactsAsync("fraud", "v1"), other = await Registry.GetFactsAsync("fraud", "v2");

        Assert.Equal(("fail", """{"rules":[]}"""), (facts.Gate, facts.GateEvidence));
        Assert.Equal(["ann", "bob"], facts.ApprovedBy);
        Assert.Equal("looks at the postcode", Assert.Single(facts.Notes).Reason);
        Assert.Equal([new("owner", "risk")], facts.TagsOf((await Registry.FindAsync("fraud", "v1"))!));
        Assert.Null(other.Gate);
        Assert.Empty(other.ApprovedBy);
    }

    [Fact]
    public async Task Events_are_chained_so_that_a_changed_one_is_found()
    {
        await PromoteThree();
        await Registry.RegisterAsync(new VersionRegistration { Model = "churn" });
        await Registry.RollbackAsync(new Rollback("fraud", "r"));
        await Record(RegistryEventKind.Note, "v1");

        RegistryEvent[] events = [.. await Open().GetHistoryAsync("fraud")];

        Assert.Null(RegistryChain.FirstBroken(events));
        Assert.Equal(events[2], RegistryChain.FirstBroken([.. events[..2], .. events[2..].Select((change, i) => i == 0 ? change with { Reason = "another" } : change)])! with { Reason = events[2].Reason });
        Assert.Equal(events[3], RegistryChain.FirstBroken([.. events[..2], .. events[3..]]));
        Assert.Equal(events[0], RegistryChain.FirstBroken([.. events.Reverse().Take(0), events[0] with { Actor = "x" }])! with { Actor = events[0].Actor });
    }

    [Fact]
    public async Task What_served_at_a_moment_is_known_exactly()
    {
        await RegisterThree();
        RegistryEvent first = await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p"));
        RegistryEvent second = await Registry.PromoteAsync(new AliasChange("fraud", "v2", "p"));
        RegistryEvent back = await Registry.RollbackAsync(new Rollback("fraud", "r"));
        IModelRegistry other = Open();

        Assert.Null(await other.ResolveAtAsync("fraud", first.Time.AddTicks(-1)));
        Assert.Equal("v1", (await other.ResolveAtAsync("fraud", first.Time))!.Version);
        Assert.Equal("v1", (await other.ResolveAtAsync("fraud", second.Time.AddTicks(-1)))!.Version);
        Assert.Equal(("v2", "champion"), ((await other.ResolveAtAsync("fraud", second.Time))!.Version, (await other.ResolveAtAsync("fraud", second.Time))!.Aliases[0]));
        Assert.Equal("v1", (await other.ResolveAtAsync("fraud", back.Time))!.Version);
    }

    [Fact]
    public async Task A_policy_that_asks_for_a_gate_is_kept_by_everybody()
    {
        await RegisterThree();
        await Record(RegistryEventKind.Policy, version: null, data: new PromotionPolicy { RequireGate = true }.ToJson());

        var none = await Assert.ThrowsAsync<RegistryRefusedException>(async () => await Open().PromoteAsync(new AliasChange("fraud", "v1", "p")));
        await Record(RegistryEventKind.Gate, "v1", gate: "inconclusive");
        var unknown = await Assert.ThrowsAsync<RegistryRefusedException>(async () => await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p")));
        RegistryEvent trial = await Registry.PromoteAsync(new AliasChange("fraud", "v1", "trial") { Alias = ModelAlias.Challenger });
        await Record(RegistryEventKind.Gate, "v1", gate: "pass");
        RegistryEvent passed = await Registry.PromoteAsync(new AliasChange("fraud", "v1", "p"));
        RegistryEvent against = await Registry.PromoteAsync(new AliasChange("fraud", "v2", "p") { Override = "ann" });

        Assert.Contains("no gate has judged it", none.Message, StringComparison.Ordinal);
        Assert.Contains("the last one said 'inconclusive'", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(("inconclusive", "pass", "override: ann"), (trial.Gate, passed.Gate, against.Gate));
    }

    [Fact]
    public async Task Four_eyes_are_those_of_two_people()
    {
        await Registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = "v1", Actor = "ann" });
        await Record(RegistryEventKind.Policy, version: null, data: new PromotionPolicy { Approvals = 1, FourEyes = true }.ToJson());
        AliasChange promotion = new("fraud", "v1", "p") { Actor = "bob" };

        await Record(RegistryEventKind.Approve, "v1", actor: "ann");
        await Record(RegistryEventKind.Approve, "v1", actor: "bob");
        var refusal = await Assert.ThrowsAsync<RegistryRefusedException>(async () => await Registry.PromoteAsync(promotion));
        await Record(RegistryEventKind.Approve, "v1", actor: "cleo");

        Assert.Contains("asks for 1 approvals by others than who registers or promotes, and 0 count", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("v1", (await Registry.PromoteAsync(promotion)).To);
    }

    [Fact]
    public async Task A_rejected_version_is_remembered_and_a_frozen_model_still_rolls_back()
    {
        await PromoteThree();
        await Record(RegistryEventKind.Reject, "v2", reason: "errors doubled");
        var rejected = await Assert.ThrowsAsync<RegistryRefusedException>(async () => await Registry.PromoteAsync(new AliasChange("fraud", "v2", "p")));
        RegistryEvent freeze = await Registry.FreezeAsync("fraud", "incident 7");
        var frozen = await Assert.ThrowsAsync<RegistryRefusedException>(async () => await Open().PromoteAsync(new AliasChange("fraud", "v1", "p")));
        RegistryEvent back = await Registry.RollbackAsync(new Rollback("fraud", "r"));
        await Record(RegistryEventKind.Thaw, version: null);
        await Record(RegistryEventKind.Gate, "v2", gate: "pass");

        Assert.Contains("errors doubled", rejected.Message, StringComparison.Ordinal);
        Assert.Contains("incident 7", frozen.Message, StringComparison.Ordinal);
        Assert.Contains("\"champion\":\"v3\"", freeze.Data, StringComparison.Ordinal);
        Assert.Equal("v2", back.To);
        Assert.Equal("v2", (await Registry.PromoteAsync(new AliasChange("fraud", "v2", "p"))).To);
    }

    [Fact]
    public async Task Of_two_who_record_expecting_the_same_one_is_told_that_the_other_was_first()
    {
        await Register("v1");
        RegistryEvent first = await Registry.RecordAsync(new RegistryNote("fraud", RegistryEventKind.Rollout, "r") { Data = "{}", ExpectedSequence = 0 });

        await Assert.ThrowsAsync<RegistryConflictException>(async () => await Open().RecordAsync(new RegistryNote("fraud", RegistryEventKind.Rollout, "r") { ExpectedSequence = 0 }));
        Assert.True((await Open().RecordAsync(new RegistryNote("fraud", RegistryEventKind.Rollout, "r") { ExpectedSequence = first.Sequence })).Sequence > first.Sequence);
    }

    [Fact]
    public async Task Notes_without_a_version_a_reason_or_json_are_refused()
    {
        await Register("v1");

        await Assert.ThrowsAsync<RegistryException>(async () => await Record(RegistryEventKind.Gate, version: null));
        await Assert.ThrowsAsync<RegistryException>(async () => await Record(RegistryEventKind.Note, "v1", reason: " "));
        await Assert.ThrowsAsync<RegistryException>(async () => await Record(RegistryEventKind.Tag, "v1", data: "{"));
        await Assert.ThrowsAsync<RegistryException>(async () => await Record(RegistryEventKind.Promote, "v1"));
        await Assert.ThrowsAsync<RegistryException>(async () => await Record(RegistryEventKind.Policy, version: null, data: "[1]"));
        await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Record(RegistryEventKind.Note, "v7"));
        await Assert.ThrowsAsync<RegistryNotFoundException>(async () => await Registry.RecordAsync(new RegistryNote("freud", RegistryEventKind.Freeze, "r")));
        Assert.Single(await Registry.GetHistoryAsync("fraud"));
    }

    private ValueTask<RegistryEvent> Record(RegistryEventKind kind, string? version, string reason = "r", string? gate = null, string? data = null, string? actor = null) =>
        Registry.RecordAsync(new RegistryNote("fraud", kind, reason) { Version = version, Gate = gate, Data = data, Actor = actor });
}
