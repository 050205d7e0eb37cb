using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MLOps.Sdk.Health;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Tests.Faults;
using MLOps.Sdk.Tests.Recording;

namespace MLOps.Sdk.Tests.Health;

public sealed class HealthCheckTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_apps_health_endpoint_is_green_only_with_data()
    {
        using App app = Build(services => services.AddHealthChecks().AddModelOps(tags: ["ready"]));
        var checks = app.Get<HealthCheckService>();

        Assert.Equal(HealthStatus.Degraded, (await checks.CheckHealthAsync()).Status);
        await app.PredictAsync(10);
        await app.FlushAsync();
        HealthReport report = await checks.CheckHealthAsync(registration => registration.Tags.Contains("ready"));

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal((10L, 10L, 0.001), (report.Entries["modelops"].Data["calls"], report.Entries["modelops"].Data["durable"], report.Entries["modelops"].Data["lossWindowSeconds"]));
        app.Dispose();
        Assert.Equal(RecordingVerdict.Fail, app.Ops.Health.Verdict);
    }

    [Fact]
    public void A_predictor_that_the_app_registers_over_the_recorded_one_is_found_out()
    {
        using App app = Build(services => services.AddSingleton<IPredictor<double, double>>(new Bypass()));

        Assert.Contains(app.Ops.Health.Findings, finding => finding.Reason.StartsWith("Bypass as IPredictor<Double, Double> is registered by the app", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_books_are_metrics_of_the_apps_meter_factory()
    {
        using App app = Build(services => services.AddMetrics(), store: new MemoryStore());
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, observer) =>
        {
            if (instrument.Meter.Name == "MLOps.Sdk.Recording" && instrument.Meter.Scope == app.Get<IMeterFactory>())
                observer.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();

        await app.PredictAsync(25);
        await app.FlushAsync();
        listener.RecordObservableInstruments();

        Assert.Equal((25, 25, 0), (seen["modelops.predictions.calls"], seen["modelops.predictions.durable"], seen["modelops.predictions.pending"]));
        Assert.Equal((0, 0.001), (seen["modelops.store.failures"], seen["modelops.loss_window"]));
    }

    [Fact]
    public async Task Features_that_cannot_be_read_are_counted_and_shown()
    {
        using var app = new App(_directory.Path, model: model => model.Feature(x => x > 3 ? throw new InvalidOperationException() : x, "y"));
        await app.PredictAsync(6);
        await app.FlushAsync();

        Assert.Equal(2, app.Ops.Pump.CaptureFailed);
        Assert.Contains(app.Ops.Health.Findings, finding => finding.Reason.StartsWith("Declared features or tags of 2 predictions could not be read", StringComparison.Ordinal));
    }

    private App Build(Action<IServiceCollection> configure, MemoryStore? store = null) => new(_directory.Path, services: services =>
    {
        services.AddLogging();
        if (store is not null)
            services.AddSingleton<IPredictionStore>(store);
        configure(services);
    });

    private sealed class Bypass : IPredictor<double, double>
    {
        public ValueTask<Prediction<double>> PredictAsync(double input, CancellationToken cancellationToken = default) => new(input);
    }
}
