using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Serving.Safety;
using MLOps.Sdk.Storage;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MLOps.Sdk.Tests.Serving.Safety;

public sealed class ServingSafetyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_model_that_fails_is_answered_for_and_both_the_failure_and_the_answer_are_recorded()
    {
        await using ServiceProvider app = Build(model => model.Version("1", static (double _) => throw new InvalidOperationException("broken"))
            .Fallback(static fallback => fallback.ToMethod("rules", static x => x > 0 ? 1 : throw new NotSupportedException()).ToConstant(0.5)));
        var predictor = app.GetRequiredService<IPredictor<double, double>>();

        Prediction<double> ruled = await predictor.PredictAsync(7), constant = await predictor.PredictAsync(-7);

        Assert.Equal((1, "rules", PredictionVariant.Fallback), (ruled.Value, ruled.Version, ruled.Variant));
        Assert.Equal((0.5, "constant", PredictionVariant.Fallback, 0m), (constant.Value, constant.Version, constant.Variant, constant.Cost));
        IReadOnlyList<LoggedPrediction> logged = await LoggedAsync(app);
        Assert.Equal(
            [("1", PredictionVariant.Champion, PredictionStatus.Failed), ("rules", PredictionVariant.Fallback, PredictionStatus.Ok),
             ("1", PredictionVariant.Champion, PredictionStatus.Failed), ("rules", PredictionVariant.Fallback, PredictionStatus.Failed), ("constant", PredictionVariant.Fallback, PredictionStatus.Ok)],
            logged.Select(static prediction => (prediction.Version, prediction.Variant, prediction.Status)));
        Assert.All(logged, static prediction => Assert.NotEmpty(prediction.Features));
        RecordingCounts books = app.GetRequiredService<IModelOps>().Counts;
        Assert.Equal((5, 5, 0), (books.Calls, books.Durable, books.LostTotal));
    }

    [Fact]
    public async Task When_nobody_can_answer_the_models_own_exception_reaches_the_caller()
    {
        var fault = new InvalidOperationException("broken");
        await using ServiceProvider app = Build(model => model.Version("1", (double _) => throw fault).Fallback(static fallback => fallback.ToMethod("rules", static _ => throw new NotSupportedException())));

        Assert.Same(fault, await Assert.ThrowsAsync<InvalidOperationException>(async () => await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(1)));
    }

    [Fact]
    public async Task The_previous_champion_answers_for_one_that_fails_and_stays_when_nothing_else_does()
    {
        await using ServiceProvider app = Build(model => model.Version("good", static x => x + 1).Version("bad", static (double _) => throw new InvalidOperationException())
            .Fallback(static fallback => fallback.ToPreviousVersion().ToConstant(-1)));
        var predictor = app.GetRequiredService<IPredictor<double, double>>();
        Assert.Equal(PredictionVariant.Champion, (await predictor.PredictAsync(1)).Variant);

        await app.GetRequiredService<IModelRegistry>().PromoteAsync(new AliasChange("m", "bad", "by mistake"));
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        Prediction<double> saved = await predictor.PredictAsync(1);
        await app.GetRequiredService<IModelRegistry>().RollbackAsync(new Rollback("m", "it fails"));
        await app.GetRequiredService<IModelOps>().RefreshAsync();
        Prediction<double> after = await predictor.PredictAsync(1);

        Assert.Equal((2, "good", PredictionVariant.Fallback), (saved.Value, saved.Version, saved.Variant));
        Assert.Equal((2, "good", PredictionVariant.Champion), (after.Value, after.Version, after.Variant));
    }

    [Fact]
    public async Task A_model_that_computes_without_a_pause_is_left_at_the_timeout()
    {
        using var hang = new ManualResetEventSlim();
        await using ServiceProvider app = Build(model => model.Version("1", _ =>
        {
            hang.Wait(TimeSpan.FromSeconds(30));
            return 1;
        }).Resilience(static safety => safety.Timeout = TimeSpan.FromMilliseconds(50)).Fallback(static fallback => fallback.ToConstant(0)));

        Prediction<double> prediction = await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(1);

        Assert.Equal((0, PredictionVariant.Fallback), (prediction.Value, prediction.Variant));
        hang.Set();
    }

    [Fact]
    public async Task A_timeout_without_a_fallback_is_told_to_the_caller_and_the_callers_own_cancellation_is_not_answered_for()
    {
        await using ServiceProvider app = Build(model => model
            .Version("1", static _ => new Endless()).Resilience(static safety => safety.Timeout = TimeSpan.FromMilliseconds(50)));
        await using ServiceProvider answered = Build(model => model.Version("1", static _ => new Endless()).Fallback(static fallback => fallback.ToConstant(0)), "answered");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAsync<TimeoutRejectedException>(async () => await app.GetRequiredService<IPredictor<double, double>>().PredictAsync(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await answered.GetRequiredService<IPredictor<double, double>>().PredictAsync(1, cancelled.Token));
    }

    [Fact]
    public async Task More_calls_at_once_than_may_be_are_refused_and_those_that_were_left_count_as_inside()
    {
        var gate = new TaskCompletionSource<double>();
        await using ServiceProvider app = Build(model => model
            .Version("1", _ => new Waiting(gate.Task)).Resilience(static safety => safety.MaximumConcurrency = 2));
        var predictor = app.GetRequiredService<IPredictor<double, double>>();
        Task<Prediction<double>> first = predictor.PredictAsync(1).AsTask(), second = predictor.PredictAsync(2).AsTask();

        CallRejectedException refused = await Assert.ThrowsAsync<CallRejectedException>(async () => await predictor.PredictAsync(3));
        gate.SetResult(9);

        Assert.Contains("2 calls are inside model 'm'", refused.Message, StringComparison.Ordinal);
        Assert.Equal((9, 9), ((await first).Value, (await second).Value));
        Assert.Equal(9, (await predictor.PredictAsync(4)).Value);
    }

    [Fact]
    public async Task After_too_many_failures_the_model_is_not_called_for_a_while()
    {
        int calls = 0;
        await using ServiceProvider app = Build(model => model.Version("1", (double _) =>
        {
            calls++;
            throw new InvalidOperationException("broken");
        }).Resilience(static safety => (safety.BreakAt, safety.MinimumCalls) = (0.5, 4)));
        var predictor = app.GetRequiredService<IPredictor<double, double>>();

        for (int i = 0; i < 4; i++)
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await predictor.PredictAsync(i));
        for (int i = 0; i < 10; i++)
            await Assert.ThrowsAsync<BrokenCircuitException>(async () => await predictor.PredictAsync(i));

        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task A_batch_is_answered_for_as_a_whole_and_vectors_have_their_own_form()
    {
        var services = new ServiceCollection();
        services.AddModelOps(options => options.Directory = _directory.Path).AddModel<FeatureVector, double>("m", model => model
            .Version("1", static (FeatureVector _) => throw new InvalidOperationException()).Features("x").Fallback(static fallback => fallback.ToMethod("sum", static vector => vector.Span[0])));
        await using ServiceProvider app = services.BuildServiceProvider();
        var predictor = app.GetRequiredService<IPredictor<double>>();
        Prediction<double>[] predictions = new Prediction<double>[2];

        await predictor.PredictBatchAsync(new FeatureVector[] { new double[] { 3 }, new double[] { 4 } }, predictions);

        Assert.Equal([3, 4], predictions.Select(static prediction => prediction.Value));
        Assert.All(predictions, static prediction => Assert.Equal(PredictionVariant.Fallback, prediction.Variant));
    }

    [Fact]
    public async Task A_version_that_fails_its_warm_up_is_not_taken()
    {
        List<double> warmed = [];
        await using ServiceProvider app = Build(model => model
            .Version("1", x =>
            {
                warmed.Add(x);
                return x;
            })
            .Version("2", static x => x > 1 ? throw new InvalidOperationException("out of range") : x)
            .WarmUp(1.0, 2.0));
        var predictor = app.GetRequiredService<IPredictor<double, double>>();
        var ops = app.GetRequiredService<IModelOps>();
        Assert.Equal([1.0, 2.0], warmed);

        await app.GetRequiredService<IModelRegistry>().PromoteAsync(new AliasChange("m", "2", "untested"));
        await ops.RefreshAsync();

        Assert.Equal("1", (await predictor.PredictAsync(5)).Version);
        Assert.Contains("warm-up", ops.Models[0].Error, StringComparison.Ordinal);
        Assert.Contains("out of range", ops.Models[0].Error, StringComparison.Ordinal);
        Assert.Equal(1, ops.Counts.Calls); // warming up is not recorded
    }

    [Fact]
    public async Task No_more_versions_are_loaded_than_memory_is_meant_for()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource<double>();
        await using ServiceProvider app = Build(model => model.LoadWith((_, _) => new SlowLoader(entered, leave.Task)), "bounded", options =>
        {
            options.MaximumLoadedVersions = 2;
            options.BakeTime = TimeSpan.Zero;
        });
        var registry = app.GetRequiredService<IModelRegistry>();
        foreach (string version in (string[])["1", "2", "3"])
            await registry.RegisterAsync(new VersionRegistration { Model = "m", Version = version, Artifact = new byte[] { (byte)version[0] } });
        await registry.PromoteAsync(new AliasChange("m", "1", "first"));
        var predictor = app.GetRequiredService<IPredictor<double, double>>();
        var ops = app.GetRequiredService<IModelOps>();
        Task<Prediction<double>> inside = predictor.PredictAsync(0).AsTask(); // holds version 1
        await entered.Task;
        await registry.PromoteAsync(new AliasChange("m", "2", "second"));
        await ops.RefreshAsync();
        await registry.PromoteAsync(new AliasChange("m", "3", "third"));
        await ops.RefreshAsync();
        string? refused = ops.Models[0].Error;
        string? answering = ops.Models[0].Version;

        leave.SetResult(1);
        await inside;
        await ops.RefreshAsync(); // lets version 1 go
        await ops.RefreshAsync();

        Assert.Equal("2", answering);
        Assert.Contains("2 versions", refused, StringComparison.Ordinal);
        Assert.Contains("MaximumLoadedVersions", refused, StringComparison.Ordinal);
        Assert.Equal("3", ops.Models[0].Version);
    }

    [Fact]
    public void What_is_out_of_range_is_refused_where_it_is_declared()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => Build(static model => model.Resilience(static safety => safety.BreakAt = 2)));
        Assert.Contains("ResilienceOptions.BreakAt is 2; it must be above 0 and at most 1, or null", fault.Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => Build(static model => model.Fallback(static fallback => fallback.ToConstant(1).ToConstant(2)))).Message, StringComparison.Ordinal);
    }

    private ServiceProvider Build(Action<ModelBuilder<double, double>> configure, string folder = "store", Action<ModelOpsOptions>? options = null)
    {
        var services = new ServiceCollection();
        services.AddModelOps(all =>
        {
            all.Directory = Path.Combine(_directory.Path, folder);
            options?.Invoke(all);
        }).AddModel<double, double>("m", model =>
        {
            model.Feature(static x => x, "x");
            configure(model);
        });
        return services.BuildServiceProvider();
    }

    private static async Task<IReadOnlyList<LoggedPrediction>> LoggedAsync(ServiceProvider app)
    {
        Assert.True(await app.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(30)));
        return [.. (await app.GetRequiredService<IPredictionLog>().QueryAsync(new PredictionQuery { Model = "m" })).Predictions.OrderBy(static prediction => prediction.Position)];
    }

    private sealed class Endless : IPredictor<double, double>
    {
        public async ValueTask<Prediction<double>> PredictAsync(double input, CancellationToken cancellationToken = default)
        {
            await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken); // longer than any test waits
            return 0;
        }
    }

    private sealed class Waiting(Task<double> gate) : IPredictor<double, double>
    {
        public async ValueTask<Prediction<double>> PredictAsync(double input, CancellationToken cancellationToken = default) => await gate;
    }

    private sealed class SlowLoader(TaskCompletionSource entered, Task<double> leave) : IModelLoader<double, double>
    {
        public ValueTask<IPredictor<double, double>> LoadAsync(ModelArtifact artifact, CancellationToken cancellationToken = default) =>
            new(new SlowModel(entered, leave));
    }

    private sealed class SlowModel(TaskCompletionSource entered, Task<double> leave) : IPredictor<double, double>, IDisposable
    {
        public async ValueTask<Prediction<double>> PredictAsync(double input, CancellationToken cancellationToken = default)
        {
            entered.TrySetResult();
            return await leave;
        }

        public void Dispose()
        {
        }
    }
}
