using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Registry.Sqlite;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Rollout;

public sealed class BanditTests : IDisposable
{
    private static readonly TestStart Test = new("fraud", "which earns more", [new("A", "v1", 0.5), new("B", "v2", 0.5)])
    {
        Bandit = new BanditRules { Epoch = TimeSpan.FromMinutes(10), Floor = 0.1 },
        Rules = new CanaryRules { Loss = OutcomeLoss.Gain },
    };

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeClock _time = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task At_the_end_of_an_epoch_the_shares_follow_the_outcomes_of_all_processes()
    {
        using SqliteModelRegistry registry = await StartAsync();
        using var one = new CanaryProcess(registry, _time, "1", judges: false);
        using var two = new CanaryProcess(registry, _time, "2");
        foreach (CanaryProcess process in new[] { one, two })
        {
            await process.FollowAsync();
            Reward(process, "v1", PredictionVariant.Champion, 50, good: 5);
            Reward(process, "v2", PredictionVariant.Canary, 50, good: 25);
            Assert.Equal(0.5, (await process.LookAsync()).Plan.Variants[1].Share); // the epoch lasts
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        RolloutStatus after = await two.LookAsync();
        RolloutStatus next = await two.LookAsync();

        Assert.InRange(after.Plan.Variants[1].Share, 0.89, 0.9);
        Assert.Equal(1, after.Plan.Variants.Sum(static variant => variant.Share), 9);
        Assert.Equal("A: 10 of 100 good; B: 50 of 100 good", after.Plan.Evidence);
        Assert.Equal(after.Sequence, next.Sequence); // a new epoch began
        Assert.Null(Assert.Single(two.Controller.Reports).Verdict);
    }

    [Fact]
    public async Task Without_outcomes_or_while_the_model_is_frozen_the_shares_stay()
    {
        using SqliteModelRegistry registry = await StartAsync();
        using var process = new CanaryProcess(registry, _time, "1");
        await process.FollowAsync();
        process.Calls("v2", PredictionVariant.Canary, 50, failed: 0);
        _time.Advance(TimeSpan.FromMinutes(11));
        RolloutStatus nothing = await process.LookAsync();
        Reward(process, "v2", PredictionVariant.Canary, 50, good: 50);
        await registry.RecordAsync(new RegistryNote("fraud", RegistryEventKind.Freeze, "incident"));
        RolloutStatus frozen = await process.LookAsync();
        await registry.RecordAsync(new RegistryNote("fraud", RegistryEventKind.Thaw, "over"));

        Assert.Equal((0.5, 0.5), (nothing.Plan.Variants[1].Share, frozen.Plan.Variants[1].Share));
        Assert.True((await process.LookAsync()).Plan.Variants[1].Share > 0.6);
    }

    [Fact]
    public async Task A_record_carries_the_share_of_the_variant_that_made_it_beside_its_own_tags()
    {
        var services = new ServiceCollection();
        services.AddModelOps(options => (options.Directory, options.RegistryPollInterval) = (_directory.Path, TimeSpan.FromHours(1)))
            .AddModel<double, double>("fraud", static model => model.Feature(static x => x, "x").Version("v1", static x => x).Version("v2", static x => x));
        await using ServiceProvider app = services.BuildServiceProvider();
        var model = app.GetRequiredService<IPredictor<double, double>>();
        PredictionId before = (await model.PredictAsync(0)).Id;
        await app.GetRequiredService<Rollouts>().StartTestAsync(Test with { Variants = [new("A", "v1", 0.7), new("B", "v2", 0.3)] });
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        var made = new List<Prediction<double>>();
        for (int i = 0; i < 40; i++)
            made.Add(await model.PredictAsync(i));
        using (PredictionScope.Begin(subject: null, ("region", "eu")))
            made.Add(await model.PredictAsync(1));
        await app.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(20));

        var log = app.GetRequiredService<IPredictionLog>();
        foreach (Prediction<double> prediction in made)
            Assert.Equal(prediction.Version == "v1" ? "0.7" : "0.3", (await log.FindAsync(prediction.Id))!.Tags["propensity"]);
        Assert.Equal(2, made.DistinctBy(static prediction => prediction.Version).Count());
        Assert.Equal("eu", (await log.FindAsync(made[^1].Id))!.Tags["region"]);
        Assert.Empty((await log.FindAsync(before))!.Tags);
    }

    [Fact]
    public async Task What_is_wrong_with_a_bandit_is_said()
    {
        using SqliteModelRegistry registry = await StartAsync(start: null);
        var rollouts = new Rollouts(registry, _time);

        await RefusedAsync(Test with { Bandit = new BanditRules { Floor = 0.5 } }, "BanditRules.Floor is 0.5 for 2 variants");
        await RefusedAsync(Test with { Bandit = new BanditRules { Epoch = TimeSpan.Zero } }, "BanditRules.Epoch is 00:00:00");
        await RefusedAsync(Test with { Rules = new CanaryRules { Loss = OutcomeLoss.Distance } }, "good or bad");
        await rollouts.StartTestAsync(Test with { Bandit = null });
        var refusal = await Assert.ThrowsAsync<RegistryException>(async () => await rollouts.ReweighAsync(new RolloutDecision("fraud", "try"), [0.2, 0.8]));
        Assert.Contains("were fixed when it began", refusal.Message, StringComparison.Ordinal);

        async Task RefusedAsync(TestStart start, string because) =>
            Assert.Contains(because, (await Assert.ThrowsAsync<RegistryException>(async () => await rollouts.StartTestAsync(start))).Message, StringComparison.Ordinal);
    }

    private static void Reward(CanaryProcess process, string version, PredictionVariant variant, int calls, int good)
    {
        List<PredictionId> ids = process.Calls(version, variant, calls, failed: 0);
        for (int i = 0; i < ids.Count; i++)
            process.Outcome(ids[i], i < good ? 1 : 0);
    }

    private Task<SqliteModelRegistry> StartAsync() => StartAsync(Test);

    private async Task<SqliteModelRegistry> StartAsync(TestStart? start)
    {
        var registry = new SqliteModelRegistry(_directory.Path, _time);
        foreach (string version in new[] { "v1", "v2" })
            await registry.RegisterAsync(new VersionRegistration { Model = "fraud", Version = version });
        await registry.PromoteAsync(new AliasChange("fraud", "v1", "first"));
        if (start is not null)
            await new Rollouts(registry, _time).StartTestAsync(start);
        return registry;
    }
}
