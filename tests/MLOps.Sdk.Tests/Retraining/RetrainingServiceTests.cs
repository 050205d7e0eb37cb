using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MLOps.Sdk.Alerts;
using MLOps.Sdk.Retraining;
using MLOps.Sdk.Retraining.Hosting;
using MLOps.Sdk.Retraining.Trainers;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Retraining;

public sealed class RetrainingServiceTests
{
    [Theory]
    [InlineData("drift", true, false, true)]
    [InlineData("drift[south]", true, false, true)]
    [InlineData("drift.shadow", true, true, false)]
    [InlineData("performance", true, false, false)]
    [InlineData("performance", false, true, true)]
    [InlineData("quality", true, true, false)]
    [InlineData("retraining", true, true, false)]
    public async Task An_alert_starts_a_run_where_that_is_declared(string monitor, bool onDrift, bool onAccuracy, bool starts)
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var trained = new TaskCompletionSource<string>();
        using RetrainingService service = Service(store, trained, options => (options.Triggers.OnDrift, options.Triggers.OnAccuracy) = (onDrift, onAccuracy));
        await service.StartAsync(CancellationToken.None);
        IAlertHandler trigger = new AlertTrigger(service);

        await trigger.HandleAsync(AlertOf(monitor), CancellationToken.None);
        if (starts)
            await trained.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await service.StopAsync(CancellationToken.None);

        IReadOnlyList<RetrainingRun> runs = await service.ListAsync();
        Assert.Equal(starts, runs.Count == 1);
        if (starts)
            Assert.Equal((RetrainingTrigger.Alert, true), (runs[0].Trigger, runs[0].Reason.Contains("x has drifted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_alert_can_wait_for_outcomes_of_the_new_world()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var trained = new TaskCompletionSource<string>();
        using RetrainingService service = Service(store, trained, static options => (options.Triggers.OnDrift, options.Triggers.OutcomesAfterAlert) = (true, 500));
        await service.StartAsync(CancellationToken.None);
        IAlertHandler trigger = new AlertTrigger(service);

        await trigger.HandleAsync(AlertOf("drift") with { Time = TimeProvider.System.GetUtcNow() }, CancellationToken.None);
        await service.CheckAsync(RetrainedStore.Model);
        Assert.Empty(await service.ListAsync()); // all outcomes came before
        using RetrainingService other = Service(store, trained, static options => (options.Triggers.OnDrift, options.Triggers.OutcomesAfterAlert) = (true, 500));
        await other.StartAsync(CancellationToken.None);
        await new AlertTrigger(other).HandleAsync(AlertOf("drift"), CancellationToken.None);
        await other.CheckAsync(RetrainedStore.Model);
        await trained.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await other.StopAsync(CancellationToken.None);
        await service.StopAsync(CancellationToken.None);

        Assert.Single(await service.ListAsync());
    }

    [Fact]
    public async Task Enough_new_outcomes_start_a_run_and_are_not_new_any_more_after_it()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var trained = new TaskCompletionSource<string>();
        using RetrainingService service = Service(store, trained, static options => options.Triggers.NewOutcomes = RetrainedStore.Rows);
        await service.StartAsync(CancellationToken.None);

        await service.CheckAsync(RetrainedStore.Model);
        await trained.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await service.StopAsync(CancellationToken.None);

        Assert.Equal(RetrainingTrigger.Outcomes, Assert.Single(await service.ListAsync()).Trigger);
        Assert.Equal(RetrainedStore.Rows, await store.Store.CountOutcomesAsync(RetrainedStore.Model, DateTimeOffset.UnixEpoch));
        Assert.Equal(0, await store.Store.CountOutcomesAsync(RetrainedStore.Model, (await service.ListAsync())[0].StartedAt));
    }

    [Fact]
    public async Task An_app_that_starts_goes_on_with_what_was_interrupted()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        using var stopping = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Pipeline(configure: options => options.TrainWith((_, cancellationToken) =>
        {
            stopping.Cancel();
            return ValueTask.FromCanceled<TrainedModel>(cancellationToken);
        })).RunAsync(RetrainedStore.Ask, stopping.Token));
        var trained = new TaskCompletionSource<string>();
        using RetrainingService service = Service(store, trained);

        await service.StartAsync(CancellationToken.None);
        await trained.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await service.StopAsync(CancellationToken.None);

        Assert.Equal(2, (await service.ListAsync())[0].Find(RetrainingStep.Train)!.Attempts);
    }

    [Fact]
    public async Task It_is_declared_on_the_builder_and_asked_by_its_interface()
    {
        using RetrainedStore store = await RetrainedStore.CreateAsync();
        var services = new ServiceCollection();
        IModelOpsBuilder builder = services.AddModelOps(options => options.Directory = store.Path).AddRetraining(RetrainedStore.Model, static options => Configure(options));
        Assert.Contains("declared twice", Assert.Throws<InvalidOperationException>(() => builder.AddRetraining(RetrainedStore.Model, static options => Configure(options))).Message, StringComparison.Ordinal);
        await using ServiceProvider app = services.BuildServiceProvider();
        var retraining = app.GetRequiredService<IRetraining>();

        RetrainingRun run = await retraining.RunAsync(RetrainedStore.Model, RetrainedStore.Ask);

        Assert.True(run.State == RetrainingState.Promoted, run.Message);
        Assert.Contains(app.GetServices<IHostedService>(), static service => service is RetrainingService);
        Assert.Contains("'other' is not declared", Assert.Throws<ArgumentException>(() => retraining.Request("other", RetrainedStore.Ask)).Message, StringComparison.Ordinal);
    }

    private static RetrainingService Service(RetrainedStore store, TaskCompletionSource<string> trained, Action<RetrainingOptions>? configure = null)
    {
        var options = new RetrainingOptions();
        Configure(options, trained);
        configure?.Invoke(options);
        return new RetrainingService(new Dictionary<string, RetrainingOptions> { [RetrainedStore.Model] = options }, store.Parts());
    }

    private static void Configure(RetrainingOptions options, TaskCompletionSource<string>? trained = null)
    {
        options.Models = RetrainedStore.Models;
        options.Data.MinimumRows = 50;
        options.TrainWith(async (job, cancellationToken) =>
        {
            await File.WriteAllBytesAsync(job.ModelFile, RetrainedStore.FileOf(0.3), cancellationToken);
            trained?.TrySetResult(job.Run);
            return new TrainedModel();
        });
    }

    private static Alert AlertOf(string monitor) => new()
    {
        Model = RetrainedStore.Model,
        Version = "1",
        Monitor = monitor,
        Signal = "x",
        Kind = "e-mixture",
        Time = DateTimeOffset.UnixEpoch,
        Row = 0,
        Message = "x has drifted",
    };
}
