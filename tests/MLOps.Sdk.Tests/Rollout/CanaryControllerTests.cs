using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Rollout;

public sealed class CanaryControllerTests : IAsyncLifetime
{
    private static readonly CanaryRules ErrorsAlone = new() { SlowTolerance = null, EnoughCalls = 1_000 };

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeClock _time = new();
    private readonly SqliteModelRegistry _registry;
    private readonly CanaryProcess _process;

    public CanaryControllerTests()
    {
        _registry = new SqliteModelRegistry(_directory.Path, _time);
        _process = new CanaryProcess(_registry, _time, "one");
    }

    private Rollouts Rollouts => new(_registry, _time);

    public async Task InitializeAsync()
    {
        foreach (string version in new[] { "v1", "v2", "v3", "v4" })
            await _registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = version });
        await _registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
    }

    public Task DisposeAsync()
    {
        _process.Dispose();
        _registry.Dispose();
        _directory.Dispose();
        return Task.CompletedTask;
    }

    private List<Alert> Alerts => _process.Alerts;

    [Fact]
    public async Task A_version_that_does_no_harm_goes_up_its_ramp_and_becomes_champion()
    {
        await StartAsync("v2");
        Calls("v1", PredictionVariant.Champion, 900, failed: 45);
        Calls("v2", PredictionVariant.Canary, 100, failed: 5);
        RolloutStatus early = await LookAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        RolloutStatus half = await LookAsync();
        Calls("v1", PredictionVariant.Champion, 1_200, failed: 60);
        Calls("v2", PredictionVariant.Canary, 1_200, failed: 60);
        _time.Advance(TimeSpan.FromMinutes(1));
        RolloutStatus done = await LookAsync();

        Assert.Equal((0, 1, RolloutState.Running), (early.Plan.Step, half.Plan.Step, half.Plan.State));
        Assert.Equal(0.5, half.Plan.Challenger!.Share);
        Assert.StartsWith("v1: 900 calls, 45 errors", half.Plan.Evidence, StringComparison.Ordinal);
        Assert.Equal(RolloutState.Promoted, done.Plan.State);
        Assert.StartsWith("v1: 1200 calls, 60 errors", done.Plan.Evidence, StringComparison.Ordinal);
        Assert.Equal("v2", (await _registry.ResolveAsync("fraud"))!.Version);
        Assert.Equal(("promoted", AlertSeverity.Information), (Assert.Single(Alerts).Kind, Alerts[0].Severity));
    }

    [Fact]
    public async Task A_worse_version_is_rolled_back_in_one_step_remembered_and_told_of()
    {
        await StartAsync("v2");
        Calls("v1", PredictionVariant.Champion, 900, failed: 9);
        Calls("v2", PredictionVariant.Canary, 100, failed: 60);
        RolloutStatus status = await LookAsync();

        Assert.Equal((RolloutState.RolledBack, false), (status.Plan.State, status.Plan.IsRunning));
        Assert.StartsWith("the share of errors is higher by 0.59", status.Reason, StringComparison.Ordinal);
        Assert.StartsWith("canary of ", status.Actor, StringComparison.Ordinal);
        Assert.Equal("v1", (await _registry.ResolveAsync("fraud"))!.Version);
        Alert alert = Assert.Single(Alerts);
        Assert.Equal(("fraud", "v2", "canary", "rolled back", AlertSeverity.Critical), (alert.Model, alert.Version, alert.Monitor, alert.Kind, alert.Severity));
        Assert.Contains("\"calls\":100,\"errors\":60", alert.Evidence, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromDays(1));
        await Assert.ThrowsAsync<RegistryRefusedException>(async () => await StartAsync("v2"));
    }

    [Fact]
    public async Task Rollbacks_again_and_again_freeze_the_model()
    {
        foreach (string version in new[] { "v2", "v3", "v4" })
        {
            await StartAsync(version);
            Calls("v1", PredictionVariant.Champion, 900, failed: 9);
            Calls(version, PredictionVariant.Canary, 100, failed: 60);
            await LookAsync();
            _time.Advance(TimeSpan.FromHours(2));
        }

        Assert.Equal(["rolled back", "rolled back", "rolled back", "frozen"], Alerts.Select(static alert => alert.Kind));
        Assert.Equal(RegistryEventKind.Freeze, (await _registry.GetHistoryAsync("fraud"))[^1].Kind);
        var refused = await Assert.ThrowsAsync<RegistryRefusedException>(async () => await _registry.PromoteAsync(new AliasChange("fraud", "v2", "r")));
        Assert.Contains("3 canaries were rolled back within", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_data_or_with_a_split_that_went_wrong_it_holds()
    {
        await StartAsync("v2");
        _time.Advance(TimeSpan.FromDays(1));
        RolloutStatus nothing = await LookAsync();
        Calls("v1", PredictionVariant.Champion, 2_000, failed: 0);
        Calls("v2", PredictionVariant.Canary, 1_000, failed: 0); // a third, and a tenth was meant
        RolloutStatus wrong = await LookAsync();

        Assert.Equal((0, 0), (nothing.Plan.Step, wrong.Plan.Step));
        Assert.Contains("not split as intended", Assert.Single(_process.Controller.Reports).Next, StringComparison.Ordinal);
        Assert.Empty(Alerts);
    }

    [Fact]
    public async Task Subjects_are_what_was_dealt_out_not_their_calls()
    {
        await StartAsync("v2");
        for (int subject = 0; subject < 90; subject++)
            Calls("v1", PredictionVariant.Champion, 10, failed: 0, $"champion's {subject}");
        for (int subject = 0; subject < 10; subject++)
            Calls("v2", PredictionVariant.Canary, 300, failed: 0, $"canary's {subject}"); // ten users who call a lot
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, (await LookAsync()).Plan.Step);
    }

    [Fact]
    public async Task A_version_that_is_slower_than_the_champion_was_is_rolled_back()
    {
        await StartAsync("v2", new CanaryRules());
        Calls("v1", PredictionVariant.Champion, 2_000, failed: 0, latency: static i => 1_000 + (i % 100));
        Calls("v2", PredictionVariant.Canary, 250, failed: 0, latency: static i => 2_000 + (i % 100));

        RolloutStatus status = await LookAsync();

        Assert.Equal(RolloutState.RolledBack, status.Plan.State);
        Assert.StartsWith("the share of slow calls is higher", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_whose_predictions_come_true_less_often_is_rolled_back_when_the_labels_come()
    {
        await StartAsync("v2", ErrorsAlone with { OutcomeTolerance = 0.02 });
        List<PredictionId> champion = Calls("v1", PredictionVariant.Champion, 900, failed: 0), canary = Calls("v2", PredictionVariant.Canary, 100, failed: 0);
        RolloutStatus before = await LookAsync();
        for (int i = 0; i < champion.Count; i++)
            Outcome(champion[i], i % 10 == 0 ? 0 : 1);
        for (int i = 0; i < canary.Count; i++)
            Outcome(canary[i], i % 2);

        RolloutStatus after = await LookAsync();

        Assert.Equal((RolloutState.Running, RolloutState.RolledBack), (before.Plan.State, after.Plan.State));
        Assert.StartsWith("the loss is higher by 0.4", after.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_that_never_come_promote_nobody()
    {
        await StartAsync("v2", ErrorsAlone with { OutcomeTolerance = 0.02 }, new RampStep(0.5, TimeSpan.Zero));
        Calls("v1", PredictionVariant.Champion, 5_000, failed: 0);
        Calls("v2", PredictionVariant.Canary, 5_000, failed: 0);

        Assert.Equal(RolloutState.Running, (await LookAsync()).Plan.State);
    }

    [Fact]
    public async Task When_somebody_moves_the_champion_there_is_nothing_left_to_compare_with()
    {
        await StartAsync("v2");
        await _registry.PromoteAsync(new AliasChange("fraud", "v3", "by hand"));
        RolloutStatus status = await LookAsync();

        Assert.Equal(RolloutState.Stopped, status.Plan.State);
        Assert.Contains("champion is 'v3' now, not 'v1'", status.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_test_or_bandit_whose_champion_is_replaced_ends_with_what_it_counted(bool isBandit)
    {
        await Rollouts.StartTestAsync(new TestStart("fraud", "which", [new("A", "v1", 0.5), new("B", "v2", 0.5)]) { Bandit = isBandit ? new BanditRules() : null });
        await _process.FollowAsync();
        Calls("v1", PredictionVariant.Champion, 90, failed: 1);
        RolloutStatus before = await LookAsync();
        await _registry.PromoteAsync(new AliasChange("fraud", "v2", "B is better"));
        RolloutStatus after = await LookAsync();

        Assert.Equal((RolloutState.Running, RolloutState.Stopped), (before.Plan.State, after.Plan.State));
        Assert.Contains("as when the test started", after.Reason, StringComparison.Ordinal);
        Assert.StartsWith("v1: 90 calls, 1 errors", after.Plan.Evidence, StringComparison.Ordinal);
        Assert.StartsWith("The test of version v2", Assert.Single(Alerts).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_of_three_is_judged_each_against_the_first()
    {
        await Rollouts.StartTestAsync(new TestStart("fraud", "which", [new("A", "v1", 0.4), new("B", "v2", 0.3), new("C", "v3", 0.3)]) { Rules = ErrorsAlone });
        await _process.FollowAsync();
        Calls("v1", PredictionVariant.Champion, 1_600, failed: 16);
        Calls("v2", PredictionVariant.Canary, 1_200, failed: 12);
        Calls("v3", PredictionVariant.Canary, 1_200, failed: 600);
        RolloutStatus status = await LookAsync();
        CanaryReport seen = Assert.Single(_process.Controller.Reports), read = (await Rollouts.ReportAsync(status))!;

        Assert.Equal(RolloutState.Running, status.Plan.State); // people decide
        Assert.All([seen, read], static report => Assert.Equal([Verdict.Pass, Verdict.Fail], report.Verdicts.Select(static verdict => verdict.Verdict)));
        Assert.Equal(seen.Describe(), read.Describe());
        Assert.Contains("v3: the share of errors +0.49", read.Describe(), StringComparison.Ordinal);
        Assert.Equal(1, read.Processes);
    }

    [Fact]
    public async Task A_promotion_that_the_policy_refuses_waits_for_people_who_are_told_once()
    {
        await _registry.RecordAsync(new RegistryNote("fraud", RegistryEventKind.Policy, "rule") { Data = new PromotionPolicy { Approvals = 1 }.ToJson() });
        await StartAsync("v2", ErrorsAlone, new RampStep(0.5, TimeSpan.Zero));
        Calls("v1", PredictionVariant.Champion, 1_200, failed: 0);
        Calls("v2", PredictionVariant.Canary, 1_200, failed: 0);
        await LookAsync();
        RolloutStatus waits = await LookAsync();
        await _registry.RecordAsync(new RegistryNote("fraud", RegistryEventKind.Approve, "looked at it") { Version = "v2", Actor = "ann" });
        RolloutStatus done = await LookAsync();

        Assert.Equal((RolloutState.Running, RolloutState.Promoted), (waits.Plan.State, done.Plan.State));
        Assert.Equal(["waits for people", "promoted"], Alerts.Select(static alert => alert.Kind));
    }

    [Fact]
    public async Task Time_that_is_up_without_a_verdict_ends_it_as_was_said()
    {
        await Rollouts.StartCanaryAsync(new CanaryStart("fraud", "v2", "try")
        {
            Steps = [new(0.5, TimeSpan.Zero)],
            Conduct = new CanaryConduct { MaximumDuration = TimeSpan.FromHours(1), OnInconclusive = InconclusiveEnd.RollBack },
        });
        await FollowAsync();
        RolloutStatus before = await LookAsync();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal((RolloutState.Running, RolloutState.RolledBack), (before.Plan.State, (await LookAsync()).Plan.State));
    }

    [Fact]
    public async Task What_people_keep_to_themselves_is_only_shown()
    {
        await Rollouts.StartCanaryAsync(new CanaryStart("fraud", "v2", "try")
        {
            Steps = [new(0.1, TimeSpan.Zero)],
            Rules = ErrorsAlone,
            Conduct = new CanaryConduct { RollsBackItself = false },
        });
        await FollowAsync();
        Calls("v1", PredictionVariant.Champion, 900, failed: 9);
        Calls("v2", PredictionVariant.Canary, 100, failed: 60);

        Assert.Equal(RolloutState.Running, (await LookAsync()).Plan.State);
        Assert.Contains("people decide", Assert.Single(_process.Controller.Reports).Next, StringComparison.Ordinal);
    }

    private async Task StartAsync(string version, CanaryRules? rules = null, params RampStep[] steps)
    {
        await Rollouts.StartCanaryAsync(new CanaryStart("fraud", version, "try")
        {
            Steps = steps.Length > 0 ? steps : [new(0.1, TimeSpan.FromMinutes(1)), new(0.5, TimeSpan.FromMinutes(1))],
            Rules = rules ?? ErrorsAlone,
        });
        await FollowAsync();
    }

    private Task FollowAsync() => _process.FollowAsync();

    private Task<RolloutStatus> LookAsync() => _process.LookAsync();

    private List<PredictionId> Calls(string version, PredictionVariant variant, int calls, int failed, string subject = "", Func<int, long>? latency = null) =>
        _process.Calls(version, variant, calls, failed, subject, latency);

    private void Outcome(PredictionId id, double value) => _process.Outcome(id, value);
}
