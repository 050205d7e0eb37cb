using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Faults.Processes;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Faults.Memory;

/// <summary>What callers and memory felt of a store that took nothing.</summary>
/// <param name="Calls">Calls that met the full channel.</param>
/// <param name="P99">Of a call, in microseconds.</param>
/// <param name="P999">Of a call, in microseconds.</param>
/// <param name="GrownMegabytes">Memory beyond what is configured.</param>
/// <param name="Unaccounted">Calls that are neither durable, nor pending, nor lost.</param>
internal sealed record DeadStoreFindings(long Calls, double P99, double P999, double GrownMegabytes, long Unaccounted);

/// <summary>Drives apps to the bounds of their memory. Needs a process to itself, since it measures the whole process.</summary>
internal static class MemoryStudy
{
    private const int Callers = 4;
    private const double Megabyte = 1 << 20;

    /// <summary>Several threads call while store, channel and disk budget take nothing more.</summary>
    public static DeadStoreFindings RunDeadStore(string directory, TimeSpan duration)
    {
        using ServiceProvider services = Build(directory, new DeadStore(), out long configured);
        var model = services.GetRequiredService<IPredictor<double, double>>();
        var ops = services.GetRequiredService<IModelOps>();
        long before = WorkingSet();
        while (ops.Counts.LostTotal == 0)
            Call(model, 1_000, null, default); // until ring and disk budget are full
        using var end = new CancellationTokenSource(duration);
        LatencyHistogram[] latencies = [.. Enumerable.Range(0, Callers).Select(static _ => new LatencyHistogram())];
        Thread[] threads = [.. latencies.Select(latency => new Thread(() => Call(model, long.MaxValue, latency, end.Token)))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        double grown = Grown(before, configured);
        RecordingCounts counts = ops.Counts;
        var all = new LatencyHistogram();
        Array.ForEach(latencies, all.Add);
        return new DeadStoreFindings(counts.Calls, all.Quantile(0.99), all.Quantile(0.999), grown, counts.Calls - counts.Durable - counts.Pending - counts.LostTotal);
    }

    /// <summary>Calls with a tag value of their own each.</summary>
    /// <returns>Memory beyond what is configured, in megabytes.</returns>
    public static double RunDistinctTags(string directory, int values)
    {
        using ServiceProvider services = Build(directory, new NoStore(), out long configured, static model => model.Tag("customer", static x => x.ToString(CultureInfo.InvariantCulture)));
        var model = services.GetRequiredService<IPredictor<double, double>>();
        long before = WorkingSet();
        for (int call = 0; call < values; call++)
            _ = PlainApp.Predict(model, call);
        _ = services.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromMinutes(1)).GetAwaiter().GetResult();
        return Grown(before, configured);
    }

    private static ServiceProvider Build(string directory, IPredictionStore store, out long configured, Action<ModelBuilder<double, double>>? configure = null)
    {
        var recording = new RecordingOptions { SpillBytes = 32 << 20 };
        var services = new ServiceCollection();
        services.AddSingleton(store);
        services.AddModelOps(options =>
        {
            options.Directory = directory;
            options.RegistryPollInterval = TimeSpan.FromHours(1);
            options.Recording.SpillBytes = recording.SpillBytes;
        }).AddModel<double, double>("model", static x => -x, model =>
        {
            model.Feature(static x => x, "x");
            configure?.Invoke(model);
        });
        configured = (recording.Lanes * recording.LaneBytes) + recording.SpillBytes;
        return services.BuildServiceProvider();
    }

    private static void Call(IPredictor<double, double> model, long calls, LatencyHistogram? latency, CancellationToken end)
    {
        for (long call = 0; call < calls && !end.IsCancellationRequested; call++)
        {
            long start = Stopwatch.GetTimestamp();
            _ = PlainApp.Predict(model, call);
            latency?.Add(Stopwatch.GetTimestamp() - start);
        }
    }

    private static double Grown(long before, long configured) => Math.Max(0, (WorkingSet() - before - configured) / Megabyte);

    private static long WorkingSet()
    {
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
