using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Registry;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Hosting;

public sealed class EndToEndTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_line_records_predictions_that_can_be_looked_up()
    {
        await using ServiceProvider services = Build(builder => builder.AddModel<Payment, double>("fraud", payment => payment.Amount / 1000, model => model
            .Feature(payment => payment.Amount).Category(payment => payment.Merchant).Tag("tenant", payment => payment.Tenant).CostPerCall(0.0002m)));
        var fraud = services.GetRequiredService<IPredictor<Payment, double>>();

        Prediction<double> score = await fraud.PredictAsync(new Payment(800, "shop", "acme"));
        score.RecordAction("block", "score >= 0.8");
        await services.GetRequiredService<IOutcomeRecorder>().RecordAsync(score.Id, positive: true);
        Assert.True(await services.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(10)));

        LoggedPrediction? logged = await services.GetRequiredService<IPredictionLog>().FindAsync(score.Id);
        Assert.NotNull(logged);
        Assert.Equal(("fraud", "1", 0.8), (logged.Model, logged.Version, logged.Output));
        Assert.Equal(800.0, logged.Features["amount"]);
        Assert.Equal("shop", logged.Features["merchant"]);
        Assert.Equal("acme", logged.Tags["tenant"]);
        Assert.Equal(200_000_000, logged.CostPicoUnits);
        Assert.Equal(("block", "score >= 0.8"), (logged.Actions[0].Action, logged.Actions[0].Rule));
        Assert.Equal(1, logged.Outcomes[0].Value);
        UsageRow usage = Assert.Single(await services.GetRequiredService<IPredictionLog>().UsageAsync(new UsageQuery("fraud", "tenant")));
        Assert.Equal(("acme", 1L, (Int128)200_000_000), (usage.TagValue, usage.Calls, usage.CostPicoUnits));
    }

    [Fact]
    public async Task An_app_may_be_stopped_by_several_at_once()
    {
        for (int round = 0; round < 5; round++)
        {
            await using ServiceProvider services = Build(builder => builder.AddModel<Payment, double>("fraud", payment => payment.Amount, model => model.Feature(payment => payment.Amount)));
            var fraud = services.GetRequiredService<IPredictor<Payment, double>>();
            IHostedService[] hosted = [.. services.GetServices<IHostedService>()];
            foreach (IHostedService service in hosted)
                await service.StartAsync(CancellationToken.None);
            await fraud.PredictAsync(new Payment(800, "shop", "acme"));

            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Task.WhenAll(hosted.Select(service => service.StopAsync(CancellationToken.None))))));

            Assert.Equal(0, services.GetRequiredService<IModelOps>().Counts.Pending);
        }
    }

    [Fact]
    public async Task An_app_may_be_stopped_after_its_services_were_disposed_of()
    {
        ServiceProvider services = Build(builder => builder.AddModel<Payment, double>("fraud", payment => payment.Amount, model => model.Feature(payment => payment.Amount)));
        IHostedService[] hosted = [.. services.GetServices<IHostedService>()];
        foreach (IHostedService service in hosted)
            await service.StartAsync(CancellationToken.None);

        await services.DisposeAsync();

        foreach (IHostedService service in hosted)
            await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_call_within_a_trace_is_recorded_with_its_features_and_the_ids_of_the_trace()
    {
        await using ServiceProvider services = Build(builder => builder.AddModel<Payment, double>("fraud", payment => payment.Amount / 1000, model => model
            .Feature(payment => payment.Amount).Category(payment => payment.Merchant)));
        var fraud = services.GetRequiredService<IPredictor<Payment, double>>();
        using Activity activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();

        Prediction<double> score = await fraud.PredictAsync(new Payment(800, "shop", "acme"));
        Assert.True(await services.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromSeconds(10)));

        LoggedPrediction? logged = await services.GetRequiredService<IPredictionLog>().FindAsync(score.Id);
        Assert.NotNull(logged);
        Assert.Equal((800.0, "shop"), (logged.Features["amount"], logged.Features["merchant"]));
        Assert.Equal((activity.TraceId.ToHexString(), activity.SpanId.ToHexString()), (logged.TraceId, logged.SpanId));
    }

    [Fact]
    public async Task Promotion_and_rollback_take_effect_while_the_app_runs()
    {
        await using ServiceProvider services = Build(builder => builder.AddModel<double, double>("model", model => model
            .Feature(x => x, "x").Version("v1", x => x + 1).Version("v2", x => x + 2)));
        var model = services.GetRequiredService<IPredictor<double, double>>();
        var registry = services.GetRequiredService<IModelRegistry>();
        var ops = services.GetRequiredService<IModelOps>();

        Assert.Equal((1.0, "v1"), await AnswerAsync(model));
        await registry.PromoteAsync(new AliasChange("model", "v2", "better AUC"));
        await ops.RefreshAsync();
        Assert.Equal((2.0, "v2"), await AnswerAsync(model));
        RegistryEvent back = await registry.RollbackAsync(new Rollback("model", "worse in production"));
        await ops.RefreshAsync();
        Assert.Equal((1.0, "v1"), await AnswerAsync(model));
        Assert.Equal(("v2", "v1", "worse in production"), (back.From, back.To, back.Reason));
    }

    [Fact]
    public async Task Predictors_are_resolved_by_type_by_key_and_as_vector_predictors()
    {
        await using ServiceProvider services = Build(builder => builder
            .AddModel<FeatureVector, float>("churn", vector => (float)vector.Span[0], model => model.Features("age", "tenure"))
            .AddModel<double, double>("a", x => x)
            .AddModel<double, double>("b", x => -x));

        Assert.Equal(3, (await services.GetRequiredService<IPredictor<float>>().PredictAsync(new double[] { 3, 4 })).Value);
        Assert.Equal(3, (await services.GetRequiredKeyedService<IPredictor<float>>("churn").PredictAsync(new double[] { 3, 4 })).Value);
        Assert.Equal(-5, (await services.GetRequiredKeyedService<IPredictor<double, double>>("b").PredictAsync(5)).Value);
        string message = Assert.Throws<InvalidOperationException>(services.GetRequiredService<IPredictor<double, double>>).Message;
        Assert.Contains("a, b", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_models_of_one_name_are_refused_where_they_are_added() =>
        Assert.Contains("'fraud' is added twice", Assert.Throws<InvalidOperationException>(() => Build(builder => builder
            .AddModel<double, double>("fraud", x => x).AddModel<double, int>("fraud", _ => 1))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_feature_declared_twice_is_refused_where_it_is_added() =>
        Assert.Contains("feature 'amount' is declared twice", Assert.Throws<ArgumentException>(() => Build(builder => builder
            .AddModel<Payment, double>("fraud", _ => 1, model => model.Feature(p => p.Amount).Feature(p => p.Amount)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_host_refuses_to_start_with_options_out_of_range_and_names_them()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddModelOps(options =>
        {
            options.Directory = _directory.Path;
            options.Recording.LaneBytes = 1000;
            options.Currency = "euros";
        });
        using IHost host = builder.Build();

        Exception fault = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains("RecordingOptions.LaneBytes is 1000", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Currency is 'euros'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_refuses_to_start_with_a_store_directory_that_cannot_be_written()
    {
        string file = Path.Combine(Path.GetDirectoryName(_directory.Path)!, "file");
        await File.WriteAllTextAsync(file, "");
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddModelOps(options => options.Directory = Path.Combine(file, "store"));
        using IHost host = builder.Build();

        StoreException fault = await Assert.ThrowsAnyAsync<StoreException>(() => host.StartAsync());

        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_host_stores_everything_and_leaves_no_ring()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddModelOps(options => options.Directory = _directory.Path).AddModel<double, double>("m", x => x, model => model.Feature(x => x, "x"));
        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            var model = host.Services.GetRequiredService<IPredictor<double, double>>();
            for (int i = 0; i < 5_000; i++)
                await model.PredictAsync(i);
            await host.StopAsync();
            RecordingCounts counts = host.Services.GetRequiredService<IModelOps>().Counts;
            Assert.Equal((5_000L, 5_000L, 0L), (counts.Calls, counts.Durable, counts.Pending));
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(_directory.Path, "rings")));
        Assert.Equal(5_000, (await new Sdk.Storage.Sqlite.SqlitePredictionLog(_directory.Path).StatusAsync()).Rows);
    }

    private ServiceProvider Build(Action<IModelOpsBuilder> configure)
    {
        var services = new ServiceCollection();
        configure(services.AddModelOps(options => options.Directory = _directory.Path));
        return services.BuildServiceProvider();
    }

    private static async Task<(double Value, string? Version)> AnswerAsync(IPredictor<double, double> model)
    {
        Prediction<double> prediction = await model.PredictAsync(0);
        return (prediction.Value, prediction.Version);
    }

    private sealed record Payment(double Amount, string Merchant, string Tenant);
}
