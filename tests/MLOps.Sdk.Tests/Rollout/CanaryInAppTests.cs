using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Rollout;

public sealed class CanaryInAppTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_version_that_fails_on_its_share_of_the_calls_is_rolled_back_while_the_app_runs()
    {
        var told = new TaskCompletionSource<Alert>(TaskCreationOptions.RunContinuationsAsynchronously);
        var services = new ServiceCollection();
        services.AddModelOps(options =>
            {
                options.Directory = _directory.Path;
                options.Rollout.Interval = TimeSpan.FromMilliseconds(100);
            })
            .OnAlert((alert, _) =>
            {
                told.TrySetResult(alert);
                return ValueTask.CompletedTask;
            })
            .AddModel<double, double>("scale", static model => model.Feature(static x => x, "x")
                .Version("good", static x => x).Version("bad", static (double _) => throw new InvalidOperationException("always")));
        await using ServiceProvider app = services.BuildServiceProvider();
        var predictor = app.GetRequiredService<IPredictor<double, double>>();
        await app.GetRequiredService<Rollouts>().StartCanaryAsync(new CanaryStart("scale", "bad", "slipped through") { Steps = [new(0.5, TimeSpan.FromHours(1))] });
        await app.GetRequiredService<IModelOps>().RefreshAsync();

        int failed = await CallAsync(predictor, 400);
        Alert alert = await told.Task.WaitAsync(Patience);
        await app.GetRequiredService<IModelOps>().RefreshAsync();

        Assert.InRange(failed, 140, 260);
        Assert.Equal(("scale", "bad", "rolled back"), (alert.Model, alert.Version, alert.Kind));
        Assert.Equal(0, await CallAsync(predictor, 400));
        Assert.NotNull((await app.GetRequiredService<IModelRegistry>().GetFactsAsync("scale", "bad")).Rejection);
    }

    private static async Task<int> CallAsync(IPredictor<double, double> predictor, int calls)
    {
        int failed = 0;
        for (int i = 0; i < calls; i++)
        {
            try
            {
                await predictor.PredictAsync(i);
            }
            catch (InvalidOperationException)
            {
                failed++;
            }
        }

        return failed;
    }
}
