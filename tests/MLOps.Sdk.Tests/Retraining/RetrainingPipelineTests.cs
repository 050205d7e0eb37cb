using MLOps.Sdk.Evaluation;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Trainers;
using MLOps.Sdk.Retraining.Trials;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Retraining;

public sealed class RetrainingPipelineTests
{
    [Fact]
    public async Task A_better_model_goes_all_the_way_and_every_step_is_kept()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await store.Pipeline().RunAsync(RetrainedStore.Ask);

        Assert.Equal((RetrainingState.Promoted, "2"), (run.State, run.Version));
        Assert.Equal("2", await store.ChampionAsync());
        Assert.Equal(Enum.GetValues<RetrainingStep>(), run.Steps.Select(static step => step.Step));
        Assert.All(run.Steps, static step => Assert.Equal((RetrainingStepState.Done, 1, true), (step.State, step.Attempts, step.EndedAt is not null)));
        RetrainingRun kept = Assert.Single(await store.Store.ListAsync(RetrainedStore.Model));
        Assert.Equal(run.Steps, kept.Steps);
        Assert.Equal(run with { Steps = [] }, kept with { Steps = [] });
        ModelVersion version = (await store.Registry.FindAsync(RetrainedStore.Model, "2"))!;
        Assert.Equal("1", version.Lineage.ParentVersion);
        Assert.Equal(64, version.Lineage.DataSetSha256?.Length);
        Assert.Equal(1, version.Metrics["training.depth"]);
        Assert.Equal(1, version.Metrics["accuracy"]);
        VersionFacts facts = await store.Registry.GetFactsAsync(RetrainedStore.Model, "2");
        Assert.Equal("pass", facts.Gate);
        Assert.Contains("\"candidate\":1", facts.GateEvidence, StringComparison.Ordinal);
        Assert.Empty(store.Alerts);
        Assert.False(File.Exists(Path.Combine(store.Path, "retraining", run.Id, "trainer", "data.csv")));
    }

    [Fact]
    public async Task A_worse_model_is_refused_remembered_and_raises_an_alert()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await store.Pipeline(finds: 0.8).RunAsync(RetrainedStore.Ask);

        Assert.Equal((RetrainingState.Refused, "2"), (run.State, run.Version));
        Assert.Equal("1", await store.ChampionAsync());
        VersionFacts facts = await store.Registry.GetFactsAsync(RetrainedStore.Model, "2");
        Assert.Equal("fail", facts.Gate);
        Assert.NotNull(facts.Rejection);
        Alert alert = Assert.Single(store.Alerts);
        Assert.Equal(("retraining", "register", "refused"), (alert.Monitor, alert.Signal, alert.Kind));
        Assert.Equal(alert.Message, Assert.Single(await store.Log.AlertsAsync(new AlertQuery(RetrainedStore.Model))).Message);
    }

    [Fact]
    public async Task A_candidate_that_the_rows_do_not_decide_on_waits_for_a_person()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await store.Pipeline(finds: 0.31, options => options.Rule("accuracy >= 0.985")).RunAsync(RetrainedStore.Ask);

        Assert.Equal(RetrainingState.Held, run.State);
        Assert.Equal("inconclusive", (await store.Registry.GetFactsAsync(RetrainedStore.Model, "2")).Gate);
        Assert.Equal("1", await store.ChampionAsync());
    }

    [Fact]
    public async Task A_trainer_that_writes_nothing_fails_its_step_and_leaves_nothing_half_done()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await store.Pipeline(configure: options => options.TrainWith(static (_, _) => ValueTask.FromResult(new TrainedModel()))).RunAsync(RetrainedStore.Ask);

        Assert.Equal(RetrainingState.Failed, run.State);
        Assert.StartsWith("train: ", run.Message, StringComparison.Ordinal);
        Assert.Contains("no file is at", run.Message, StringComparison.Ordinal);
        Assert.Contains("MODELOPS_MODEL", run.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], (await store.Registry.ListVersionsAsync(RetrainedStore.Model)).Select(static version => version.Version));
        Assert.Equal(("train", "failed"), (store.Alerts[0].Signal, store.Alerts[0].Kind));
    }

    [Fact]
    public async Task A_log_without_truth_fails_the_pull_and_says_what_to_do()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync(outcomes: false);

        RetrainingRun run = await store.Pipeline().RunAsync(RetrainedStore.Ask);

        Assert.Equal(RetrainingState.Failed, run.State);
        Assert.Contains("600 answered predictions and the truth of none of them", run.Message, StringComparison.Ordinal);
        Assert.Contains("IOutcomeRecorder", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trainer_that_throws_is_named_with_its_step()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await store.Pipeline(configure: options => options.TrainWith(static (_, _) => throw new InvalidOperationException("no GPU"))).RunAsync(RetrainedStore.Ask);

        Assert.Equal((RetrainingState.Failed, "train: no GPU"), (run.State, run.Message));
        Assert.Contains("failed in its step 'train': no GPU", store.Alerts[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trainer_that_makes_the_champion_again_is_told_so()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();

        RetrainingRun run = await store.Pipeline(finds: 0.5).RunAsync(RetrainedStore.Ask);

        Assert.Equal(RetrainingState.Failed, run.State);
        Assert.Contains("the very bytes of version '1'", run.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Verdict.Pass, RetrainingState.Promoted, "2")]
    [InlineData(Verdict.Fail, RetrainingState.Refused, "1")]
    [InlineData(Verdict.Inconclusive, RetrainingState.Held, "1")]
    public async Task A_trial_on_live_traffic_has_the_last_word(Verdict verdict, RetrainingState state, string champion)
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var trial = new FixedTrial(new TrialResult(verdict, "as told"));

        RetrainingRun run = await store.Pipeline(configure: options => options.Trial = trial).RunAsync(RetrainedStore.Ask);

        Assert.Equal(state, run.State);
        Assert.Equal(champion, await store.ChampionAsync());
        Assert.Equal(new TrialRequest(run.Id, RetrainedStore.Model, "2", "1"), trial.Asked);
        Assert.Equal(verdict == Verdict.Fail, (await store.Registry.GetFactsAsync(RetrainedStore.Model, "2")).Rejection is not null);
    }

    [Fact]
    public async Task A_policy_that_asks_for_approval_leaves_the_promotion_to_a_person()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        await store.Registry.RecordAsync(new RegistryNote(RetrainedStore.Model, RegistryEventKind.Policy, "four eyes") { Data = new PromotionPolicy { Approvals = 1 }.ToJson() });

        RetrainingRun run = await store.Pipeline().RunAsync(RetrainedStore.Ask);

        Assert.Equal(RetrainingState.Held, run.State);
        Assert.Contains("asks for 1 approvals", run.Message, StringComparison.Ordinal);
        Assert.Equal("1", await store.ChampionAsync());
    }

    [Fact]
    public async Task A_champion_that_changed_meanwhile_is_not_replaced_by_what_was_compared_with_another()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var trial = new FixedTrial(new TrialResult(Verdict.Pass, "fine"))
        {
            Meanwhile = async () =>
            {
                await store.Registry.RegisterAsync(new VersionRegistration { Model = RetrainedStore.Model, Version = "hotfix", Artifact = RetrainedStore.FileOf(0.4) });
                await store.Registry.PromoteAsync(new AliasChange(RetrainedStore.Model, "hotfix", "by hand"));
            },
        };

        RetrainingRun run = await store.Pipeline(configure: options => options.Trial = trial).RunAsync(RetrainedStore.Ask);

        Assert.Equal(RetrainingState.Failed, run.State);
        Assert.Contains("somebody else moved it", run.Message, StringComparison.Ordinal);
        Assert.Equal("hotfix", await store.ChampionAsync());
    }

    [Fact]
    public async Task A_champion_that_is_code_is_compared_by_what_it_answered()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        await store.Registry.RegisterAsync(new VersionRegistration { Model = RetrainedStore.Model, Version = "code" });
        await store.Registry.PromoteAsync(new AliasChange(RetrainedStore.Model, "code", "never served"));

        RetrainingRun unserved = await store.Pipeline().RunAsync(RetrainedStore.Ask);

        Assert.Equal(RetrainingState.Failed, unserved.State);
        Assert.Contains("was answered by version 'code'", unserved.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_cannot_work_are_all_named()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new RetrainingOptions { TimeLimit = TimeSpan.Zero, FileName = "../model" }.Validated("limit"));

        foreach (string word in (string[])["'limit'", "no trainer", "Models", "TimeLimit is 00:00:00", "'../model'"])
            Assert.Contains(word, fault.Message, StringComparison.Ordinal);
    }

    private sealed class FixedTrial(TrialResult result) : IRetrainingTrial
    {
        public string Name => "fixed";

        public TrialRequest? Asked { get; private set; }

        public Func<Task> Meanwhile { get; init; } = static () => Task.CompletedTask;

        public async ValueTask<TrialResult> RunAsync(TrialRequest request, CancellationToken cancellationToken)
        {
            Asked = request;
            await Meanwhile();
            return result;
        }
    }
}
