using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Faults.Memory;
using MLOps.Sdk.Rollout;
using MLOps.Sdk.Rollout.Plans;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Benchmarks.Rollouts;

/// <summary>An app whose model works for some microseconds, with or without a shadow that works ten times as long.</summary>
internal sealed class ShadowedApp : IDisposable
{
    /// <summary>How long the model works.</summary>
    public static readonly TimeSpan Work = TimeSpan.FromMicroseconds(5);

    private const string Model = "model";
    private const double Slower = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;
    private readonly IPredictor<double, double> _model;
    private readonly bool _hasShadow;
    private long _calls;

    public ShadowedApp(bool hasShadow)
    {
        _hasShadow = hasShadow;
        var services = new ServiceCollection();
        services.AddSingleton<IPredictionStore, NoStore>();
        services.AddModelOps(options => options.Directory = _folder.Path).AddModel<double, double>(Model, static model => model
            .Feature(static x => x, "x")
            .Version("v1", static x => Spin(x, Work))
            .Version("v2", static x => Spin(x, Work * Slower)));
        _services = services.BuildServiceProvider();
        _model = _services.GetRequiredService<IPredictor<double, double>>();
        if (!hasShadow)
            return;
        _services.GetRequiredService<MLOps.Sdk.Rollout.Rollouts>().StartShadowAsync(new ShadowStart(Model, "v2", 1, "benchmark")).AsTask().GetAwaiter().GetResult();
        Ops.RefreshAsync().GetAwaiter().GetResult();
    }

    public ShadowReport Report => Ops.Shadows[0];

    private IModelOps Ops => _services.GetRequiredService<IModelOps>();

    /// <summary>Calls, and counts how long each took.</summary>
    public LatencyHistogram Call(int calls)
    {
        var latencies = new LatencyHistogram();
        for (int i = 0; i < calls; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ValueTask<Prediction<double>> call = _model.PredictAsync(i);
            _ = call.IsCompleted ? call.Result : throw new InvalidOperationException("The model answers at once.");
            latencies.Add(Stopwatch.GetTimestamp() - start);
        }

        _calls += calls;
        return latencies;
    }

    /// <summary>Returns when the shadow has nothing left to do: it must not disturb whoever is measured next.</summary>
    public void Rest()
    {
        if (_hasShadow && !SpinWait.SpinUntil(() => Report is var seen && seen.Answered + seen.Failed + seen.Dropped == _calls, Patience))
            throw new TimeoutException($"The shadow did not come to rest: {Report} of {_calls} calls.");
    }

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    private static double Spin(double value, TimeSpan time)
    {
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
        {
            // Works.
        }

        return value;
    }
}
