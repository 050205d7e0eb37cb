using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Rollout;

public sealed class RoutingTests : IDisposable
{
    private const int Users = 2_000;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_user_stays_with_its_variant_and_a_growing_share_only_takes_users_from_the_champion()
    {
        await using ServiceProvider app = Start();
        string[] none = await VersionsOfUsersAsync(app);
        await StartCanaryAsync(app, new(0.1, default), new(0.5, default));
        string[] tenth = await VersionsOfUsersAsync(app), again = await VersionsOfUsersAsync(app);
        await app.GetRequiredService<Rollouts>().RampAsync(new RolloutDecision("scale", "more"));
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        string[] half = await VersionsOfUsersAsync(app);

        Assert.All(none, static version => Assert.Equal("1", version));
        Assert.Equal(tenth, again);
        Assert.InRange(tenth.Count(static version => version == "2"), Users * 0.07, Users * 0.13);
        Assert.InRange(half.Count(static version => version == "2"), Users * 0.45, Users * 0.55);
        Assert.All(Enumerable.Range(0, Users).Where(i => tenth[i] == "2"), i => Assert.Equal("2", half[i]));
    }

    [Fact]
    public async Task A_record_says_which_variant_answered_and_a_batch_is_dealt_out_as_its_inputs_would_be_alone()
    {
        await using ServiceProvider app = Start();
        await StartCanaryAsync(app, new RampStep(0.5, default));
        var model = app.GetRequiredService<IPredictor<Call, double>>();
        Call[] calls = [.. Enumerable.Range(0, 40).Select(static i => new Call(i, $"user-{i}"))];
        var batch = new Prediction<double>[calls.Length];

        await model.PredictBatchAsync(calls, batch);

        await app.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(20));
        for (int i = 0; i < calls.Length; i++)
        {
            Prediction<double> alone = await model.PredictAsync(calls[i]);
            Assert.Equal((alone.Value, alone.Version, alone.Variant), (batch[i].Value, batch[i].Version, batch[i].Variant));
            Assert.Equal(i * (batch[i].Version == "1" ? 1 : 2), batch[i].Value);
            LoggedPrediction logged = (await app.GetRequiredService<IPredictionLog>().FindAsync(batch[i].Id))!;
            Assert.Equal((batch[i].Version, batch[i].Version == "2" ? PredictionVariant.Canary : PredictionVariant.Champion), (logged.Version, logged.Variant));
        }

        Assert.Equal(2, batch.DistinctBy(static prediction => prediction.Version).Count());
    }

    [Fact]
    public async Task Calls_without_a_key_are_dealt_out_by_chance_and_those_of_a_scope_by_its_subject()
    {
        await using ServiceProvider app = Start();
        await StartCanaryAsync(app, new RampStep(0.3, default));
        var model = app.GetRequiredService<IPredictor<Call, double>>();
        int canary = 0;
        for (int i = 0; i < 5_000; i++)
            canary += (await model.PredictAsync(new Call(1, null))).Version == "2" ? 1 : 0;
        var batch = new Prediction<double>[5_000];
        await model.PredictBatchAsync(Enumerable.Repeat(new Call(1, null), batch.Length).ToArray(), batch);
        var scoped = new HashSet<string?>();
        using (PredictionScope.Begin("ann"))
        {
            for (int i = 0; i < 50; i++)
                scoped.Add((await model.PredictAsync(new Call(1, null))).Version);
        }

        Assert.InRange(canary, 1_350, 1_650);
        Assert.InRange(batch.Count(static prediction => prediction.Version == "2"), 1_350, 1_650);
        Assert.Single(scoped);
    }

    [Fact]
    public async Task Shares_agree_with_those_of_a_feature_flag()
    {
        await using ServiceProvider app = Start();
        await StartAsync(app, new CanaryStart("scale", "2", "try")
        {
            Steps = [new(0.2, default)],
            Bucketing = Bucketing.FeatureManagement,
            Hint = "allocation\nMyFlag",
        });
        var model = app.GetRequiredService<IPredictor<Call, double>>();

        foreach (string user in new[] { "Alice", "Bob", "Carol", "Dave", "" })
            Assert.Equal(Bucket.FeatureManagementPercent(user, "allocation\nMyFlag") < 20 ? "2" : "1", (await model.PredictAsync(new Call(1, user))).Version);
        Assert.Equal("2", (await model.PredictAsync(new Call(1, "Alice"))).Version); // 13.4 %
        Assert.Equal("1", (await model.PredictAsync(new Call(1, "Bob"))).Version); // 23.4 %
    }

    [Fact]
    public async Task A_variant_that_cannot_be_loaded_leaves_its_share_to_the_champion_and_says_so()
    {
        await using ServiceProvider app = Start();
        await app.GetRequiredService<IModelRegistry>().RegisterAsync(new VersionRegistration { Model = "scale", Version = "elsewhere" });
        await StartAsync(app, new CanaryStart("scale", "elsewhere", "try") { Steps = [new(0.9, default)] });

        Assert.All(await VersionsOfUsersAsync(app), static version => Assert.Equal("1", version));
        Assert.Contains("the champion answers its share", Assert.Single(app.GetRequiredService<IModelOps>().Models).Error, StringComparison.Ordinal);
        await app.GetRequiredService<Rollouts>().AbortAsync(new RolloutDecision("scale", "not here"));
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        Assert.Null(Assert.Single(app.GetRequiredService<IModelOps>().Models).Error);
    }

    [Fact]
    public async Task A_test_of_three_variants_gives_each_its_share()
    {
        await using ServiceProvider app = Start();
        await app.GetRequiredService<Rollouts>().StartTestAsync(new TestStart("scale", "which", [new("A", "1", 0.5), new("B", "2", 0.3), new("C", "3", 0.2)]));
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        string[] versions = await VersionsOfUsersAsync(app);

        Assert.InRange(versions.Count(static version => version == "1"), Users * 0.45, Users * 0.55);
        Assert.InRange(versions.Count(static version => version == "2"), Users * 0.26, Users * 0.34);
        Assert.InRange(versions.Count(static version => version == "3"), Users * 0.16, Users * 0.24);
    }

    [Fact]
    public async Task A_routed_call_allocates_nothing()
    {
        await using ServiceProvider app = Start(static model => model.RouteBy(static call => call.User));
        await StartCanaryAsync(app, new RampStep(0.5, default));
        var model = app.GetRequiredService<IPredictor<Call, double>>();
        long allocated = AllocatedBy(model, "ann", 100); // compiled, and the thread has its lane
        allocated = AllocatedBy(model, "ann", 1_000) + AllocatedBy(model, "bob", 1_000);

        Assert.Equal(0, allocated);
    }

    private static long AllocatedBy(IPredictor<Call, double> model, string user, int calls)
    {
        var call = new Call(1, user);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++)
            Assert.True(model.PredictAsync(call).IsCompletedSuccessfully);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static async Task<string[]> VersionsOfUsersAsync(ServiceProvider app)
    {
        var model = app.GetRequiredService<IPredictor<Call, double>>();
        string[] versions = new string[Users];
        for (int i = 0; i < Users; i++)
            versions[i] = (await model.PredictAsync(new Call(1, $"user-{i}"))).Version!;
        return versions;
    }

    private static Task StartCanaryAsync(ServiceProvider app, params RampStep[] steps) => StartAsync(app, new CanaryStart("scale", "2", "try") { Steps = steps });

    private static async Task StartAsync(ServiceProvider app, CanaryStart start)
    {
        await app.GetRequiredService<Rollouts>().StartCanaryAsync(start);
        await app.GetRequiredService<IModelOps>().RefreshAsync();
    }

    private ServiceProvider Start(Action<ModelBuilder<Call, double>>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddModelOps(options =>
        {
            options.Directory = _directory.Path;
            options.RegistryPollInterval = TimeSpan.FromHours(1);
        }).AddModel<Call, double>("scale", model =>
        {
            model.Feature(static call => call.Value, "value")
                .Version("1", static call => call.Value).Version("2", static call => 2 * call.Value).Version("3", static call => 3 * call.Value);
            if (configure is null)
                model.Subject(static call => call.User);
            else
                configure(model);
        });
        ServiceProvider app = services.BuildServiceProvider();
        _ = app.GetRequiredService<IPredictor<Call, double>>();
        return app;
    }

    private sealed record Call(double Value, string? User);
}
