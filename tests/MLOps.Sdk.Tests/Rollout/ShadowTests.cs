using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Serving.Shadows;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Rollout;

public sealed class ShadowTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public void Dispose()
    {
        _open.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_shadow_answers_beside_the_champion_and_its_answers_are_recorded_and_compared()
    {
        await using ServiceProvider app = await StartAsync("twice", static _ => { });
        var model = app.GetRequiredService<IPredictor<double, double>>();
        var answers = new List<Prediction<double>>();
        for (int i = 0; i < 50; i++)
            answers.Add(await model.PredictAsync(i % 2)); // 0 twice is 0
        ShadowReport report = Wait(app, static report => report.Answered == 50);
        await app.GetRequiredService<IModelOps>().FlushAsync(Patience);

        Assert.All(answers, static answer => Assert.Equal(("once", PredictionVariant.Champion), (answer.Version, answer.Variant)));
        Assert.Equal((0.5, 0.5, 1.0), (report.Agreement, report.MeanDifference, report.LargestDifference));
        Assert.Equal((0L, 0L, 0.01m), (report.Failed, report.Dropped, report.Cost));
        Assert.NotNull(report.Latency);
        LoggedPrediction beside = Assert.Single((await app.GetRequiredService<IPredictionLog>().QueryAsync(
            new PredictionQuery { Tag = ("shadow_of", answers[1].Id.ToString()) })).Predictions);
        Assert.Equal(("twice", PredictionVariant.Shadow, 2.0, 1.0), (beside.Version, beside.Variant, beside.Output, beside.Features["x"]));
    }

    [Fact]
    public async Task A_shadow_that_fails_or_hangs_is_counted_and_no_caller_hears_of_it()
    {
        await using ServiceProvider app = await StartAsync("failing", static options => options.Queue = 32);
        var model = app.GetRequiredService<IPredictor<double, double>>();
        for (int i = 0; i < 20; i++)
            Assert.Equal(i, (await model.PredictAsync(i)).Value);
        Wait(app, static report => report.Failed == 20);

        _open.Reset(); // from now on it hangs
        for (int i = 0; i < 100; i++)
            Assert.Equal(i, (await model.PredictAsync(i)).Value);
        ShadowReport hung = Assert.Single(app.GetRequiredService<IModelOps>().Shadows);
        Assert.InRange(hung.Dropped, 100 - (2 * 32) - 1, 100); // its own queue, and the one that threads share before they have one
        _open.Set();
        ShadowReport after = Wait(app, static report => report.Failed + report.Dropped == 120);
        Assert.Equal(0, after.Answered);
    }

    [Fact]
    public async Task A_shadow_keeps_to_its_cost()
    {
        await using ServiceProvider app = await StartAsync("twice", static options => options.CostPerHour = 0.002m);
        var model = app.GetRequiredService<IPredictor<double, double>>();
        for (int i = 0; i < 30; i++)
            await model.PredictAsync(i);

        ShadowReport report = Wait(app, static report => report.Answered + report.TooDear + report.Dropped == 30);
        Assert.InRange(report.Answered, 10, 20); // an hour may end meanwhile
        Assert.Equal(report.Answered * 0.0002m, report.Cost);
    }

    [Fact]
    public async Task A_sample_sees_its_share_and_a_stopped_shadow_nothing()
    {
        await using ServiceProvider app = await StartAsync("twice", static options => options.Queue = 4_096, sample: 0.25);
        var model = app.GetRequiredService<IPredictor<double, double>>();
        for (int i = 0; i < 4_000; i++)
            await model.PredictAsync(i);
        Wait(app, static report => report.Answered > 0);
        await app.GetRequiredService<Rollouts>().StopShadowAsync(new RolloutDecision("scale", "seen enough"), "twice");
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        await model.PredictAsync(1);
        await app.GetRequiredService<IModelOps>().FlushAsync(Patience);

        Assert.Empty(app.GetRequiredService<IModelOps>().Shadows);
        IReadOnlyList<UsageRow> usage = await app.GetRequiredService<IPredictionLog>().UsageAsync(new UsageQuery());
        Assert.InRange(usage.Single(static row => row.Version == "twice").Calls, 1, 1_150);
        Assert.Equal(4_001, usage.Single(static row => row.Version == "once").Calls);
    }

    [Fact]
    public async Task A_vector_is_copied_so_that_the_app_may_use_its_array_again()
    {
        var services = new ServiceCollection();
        services.AddModelOps(Configure).AddModel<FeatureVector, double>("sum", model => model.Features("a", "b")
            .Version("once", static vector => vector.Span[0] + vector.Span[1])
            .Version("again", vector =>
            {
                _open.Wait(Patience);
                return vector.Span[0] + vector.Span[1];
            }));
        await using ServiceProvider app = services.BuildServiceProvider();
        var model = app.GetRequiredService<IPredictor<FeatureVector, double>>();
        await ShadowAsync(app, "sum", "again", 1);
        _open.Reset();
        double[] values = new double[2];
        for (int i = 0; i < 10; i++)
        {
            (values[0], values[1]) = (i, 2 * i);
            await model.PredictAsync(values);
        }

        _open.Set();
        ShadowReport report = Wait(app, static report => report.Answered == 10);
        Assert.Equal((1.0, 0.0), (report.Agreement, report.LargestDifference));
    }

    [Fact]
    public async Task A_model_with_side_effects_has_no_shadow_and_says_so()
    {
        int called = 0;
        var services = new ServiceCollection();
        services.AddModelOps(Configure).AddModel<double, double>("scale", model => model.Feature(static x => x, "x").HasSideEffects()
            .Version("once", static x => x).Version("twice", x => called++));
        await using ServiceProvider app = services.BuildServiceProvider();
        var model = app.GetRequiredService<IPredictor<double, double>>();
        await ShadowAsync(app, "scale", "twice", 1);
        await model.PredictAsync(1);

        Assert.Contains("side effects", Assert.Single(app.GetRequiredService<IModelOps>().Models).Error, StringComparison.Ordinal);
        Assert.Empty(app.GetRequiredService<IModelOps>().Shadows);
        Assert.Equal(0, called);
    }

    [Fact]
    public async Task Calls_that_a_shadow_sees_allocate_nothing()
    {
        await using ServiceProvider app = await StartAsync("failing", static options => options.Queue = 4_096);
        _open.Reset(); // it hangs: what is measured is the caller
        var model = app.GetRequiredService<IPredictor<double, double>>();
        Call(model, 500);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Call(model, 1_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        _open.Set();

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Every_call_of_many_threads_is_answered_or_counted()
    {
        const int Threads = 6, CallsEach = 4_000;
        await using ServiceProvider app = await StartAsync("twice", static options => (options.Queue, options.Concurrency) = (64, 2));
        var model = app.GetRequiredService<IPredictor<double, double>>();
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() => Call(model, CallsEach)))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        ShadowReport report = Wait(app, static report => report.Answered + report.Dropped == Threads * CallsEach);

        Assert.Equal(0, report.Failed);
        Assert.True(report.Answered > 0);
    }

    [Fact]
    public void A_thread_that_waits_its_turn_is_scheduled_when_nobody_else_wants_to_run()
    {
        bool agreed = false;
        string policy = "";
        var thread = new Thread(() =>
        {
            agreed = SpareTime.TryEnter();
            policy = OperatingSystem.IsLinux() ? File.ReadAllText("/proc/thread-self/stat") : "";
        });
        thread.Start();
        thread.Join();

        Assert.Equal(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), agreed);
        if (OperatingSystem.IsLinux())
            Assert.Equal("5", policy[(policy.LastIndexOf(')') + 2)..].Split(' ')[38]); // field 41 of proc(5): SCHED_IDLE
    }

    [Fact]
    public void What_is_wrong_with_the_options_is_said()
    {
        Refused(static options => options.Concurrency = 0, "ShadowOptions.Concurrency is 0");
        Refused(static options => options.Queue = 1, "ShadowOptions.Queue is 1");
        Refused(static options => options.CostPerHour = 1, "the model has no price");
        Refused(static options => options.Tolerance = -1, "ShadowOptions.Tolerance is -1");
    }

    private static void Refused(Action<ShadowOptions<double>> configure, string because)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddModelOps().AddModel<double, double>("scale", model => model
            .Feature(static x => x, "x").Version("once", static x => x).Shadow(configure)));
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    private static void Call(IPredictor<double, double> model, int calls)
    {
        for (int i = 0; i < calls; i++)
            Assert.True(model.PredictAsync(i).IsCompletedSuccessfully);
    }

    private static ShadowReport Wait(ServiceProvider app, Func<ShadowReport, bool> isReached)
    {
        var ops = app.GetRequiredService<IModelOps>();
        Assert.True(SpinWait.SpinUntil(() => isReached(ops.Shadows[0]), Patience), ops.Shadows[0].ToString());
        return ops.Shadows[0];
    }

    private static async Task ShadowAsync(ServiceProvider app, string model, string version, double sample)
    {
        await app.GetRequiredService<Rollouts>().StartShadowAsync(new ShadowStart(model, version, sample, "look"));
        await app.GetRequiredService<IModelOps>().RefreshAsync();
    }

    private void Configure(ModelOpsOptions options)
    {
        options.Directory = _directory.Path;
        options.RegistryPollInterval = TimeSpan.FromHours(1);
    }

    private async Task<ServiceProvider> StartAsync(string shadow, Action<ShadowOptions<double>> configure, double sample = 1)
    {
        var services = new ServiceCollection();
        services.AddModelOps(Configure).AddModel<double, double>("scale", model => model.Feature(static x => x, "x").CostPerCall(0.0002m)
            .Version("once", static x => x)
            .Version("twice", static x => 2 * x)
            .Version("failing", (double _) =>
            {
                _open.Wait(Patience);
                throw new InvalidOperationException("always");
            })
            .Shadow(configure));
        ServiceProvider app = services.BuildServiceProvider();
        _ = app.GetRequiredService<IPredictor<double, double>>();
        await ShadowAsync(app, "scale", shadow, sample);
        return app;
    }
}
