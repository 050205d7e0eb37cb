using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.MLflow.Tests.Server;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Tests;

namespace MLOps.Sdk.MLflow.Tests;

/// <summary>Apps that have nothing in common but the server: as on machines apart.</summary>
public sealed class SharedEvidenceTests : IDisposable
{
    private readonly FakeMlflow _server = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Apps_on_machines_apart_add_up_what_they_counted_and_the_next_rollout_removes_it()
    {
        await using (ServiceProvider first = Start("one"), second = Start("two"))
        {
            await first.GetRequiredService<Rollouts>().StartTestAsync(new TestStart("scale", "which", [new("A", "1", 0.5), new("B", "2", 0.5)]));
            await CallAsync(first, 150);
            await CallAsync(second, 50);
        }

        using var registry = new MlflowModelRegistry(Options("looker"), TimeProvider.System);
        var rollouts = new Rollouts(registry, TimeProvider.System);
        RolloutStatus test = (await rollouts.FindAsync("scale"))!;
        CanaryReport report = (await rollouts.ReportAsync(test))!;
        await rollouts.AbortAsync(new RolloutDecision("scale", "enough"));
        await rollouts.StartTestAsync(new TestStart("scale", "again", [new("A", "1", 0.5), new("B", "2", 0.5)]));
        await using (ServiceProvider third = Start("one"))
            await CallAsync(third, 10);

        Assert.Equal((2, 200L), (report.Processes, report.Arms.Sum(static arm => arm.Calls)));
        Assert.All(report.Arms, static arm => Assert.InRange(arm.Calls, 60, 140));
        Assert.Empty(await registry.ListAsync(new NoteTopic("scale", test.Plan.Name)));
        Assert.Equal(10, (await rollouts.ReportAsync((await rollouts.FindAsync("scale"))!))!.Arms.Sum(static arm => arm.Calls));
    }

    private static async Task CallAsync(ServiceProvider app, int calls)
    {
        var predictor = app.GetRequiredService<IPredictor<double, double>>();
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        for (int i = 0; i < calls; i++)
            await predictor.PredictAsync(i);
        await app.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(20));
    }

    private ServiceProvider Start(string machine)
    {
        var services = new ServiceCollection();
        services.AddModelOps(options => options.Directory = _directory.File(machine))
            .UseMlflow(Options(machine))
            .AddModel<double, double>("scale", static model => model.Feature(static x => x, "x").Version("1", static x => x).Version("2", static x => 2 * x));
        ServiceProvider app = services.BuildServiceProvider();
        _ = app.GetRequiredService<IPredictor<double, double>>();
        return app;
    }

    private MlflowOptions Options(string machine) => new() { Server = _server.Address, CacheDirectory = _directory.File(machine + "-cache") };
}
