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

    [Fact]
    public async Task Outcomes_of_predictions_made_before_a_restart_count_for_the_version_that_made_them()
    {
        var told = new TaskCompletionSource<Alert>(TaskCreationOptions.RunContinuationsAsynchronously);
        var made = new List<Prediction<double>>();
        await using (ServiceProvider first = StartOfTwo(told))
        {
            await first.GetRequiredService<Rollouts>().StartCanaryAsync(new CanaryStart("scale", "2", "try")
            {
                Steps = [new(0.5, TimeSpan.FromHours(1))],
                Rules = new CanaryRules { SlowTolerance = null, OutcomeTolerance = 0.1, Loss = OutcomeLoss.Value },
            });
            await first.GetRequiredService<IModelOps>().RefreshAsync();
            for (int i = 0; i < 400; i++)
                made.Add(await first.GetRequiredService<IPredictor<double, double>>().PredictAsync(i));
        }

        await using ServiceProvider second = StartOfTwo(told);
        for (int i = 0; i < 400; i++)
            await second.GetRequiredService<IPredictor<double, double>>().PredictAsync(i); // nothing is known of what came of these
        Assert.False(told.Task.IsCompleted);
        foreach ((Prediction<double> prediction, int i) in made.Select(static (prediction, i) => (prediction, i)))
            await second.GetRequiredService<IOutcomeRecorder>().RecordAsync(prediction.Id, prediction.Version == "2" ^ i % 10 == 0 ? 1.0 : 0.0);

        Alert alert = await told.Task.WaitAsync(Patience);

        Assert.Equal(("scale", "2", "rolled back"), (alert.Model, alert.Version, alert.Kind));
        Assert.Contains("the loss is higher by 0.", alert.Message, StringComparison.Ordinal);
    }

    private ServiceProvider StartOfTwo(TaskCompletionSource<Alert> told)
    {
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
            .AddModel<double, double>("scale", static model => model.Feature(static x => x, "x").Version("1", static x => x).Version("2", static x => 2 * x));
        ServiceProvider app = services.BuildServiceProvider();
        _ = app.GetRequiredService<IPredictor<double, double>>();
        return app;
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
