using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Benchmarks.Figures;
using MLOps.Sdk.Benchmarks.Swaps;
using MLOps.Sdk.Faults.Processes;
using MLOps.Sdk.Faults.Sharing;
using MLOps.Sdk.Faults.Stops;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Benchmarks.Faults;

/// <summary>What callers and memory feel of a store that is dead, of endless tag values, of a stop, and of other processes.</summary>
internal sealed class FaultsSubject : ISubject
{
    private const int Callers = 4;
    private const int DistinctTags = 1_000_000;
    private const double Megabyte = 1 << 20;
    private const double SpareMegabytes = 64;

    public string Name => "faults";

    public bool IsStudy => true;

    public Findings Measure(Effort effort)
    {
        var figures = new List<Figure>();
        AddDeadStore(figures, effort.IsShort ? TimeSpan.FromSeconds(30) : TimeSpan.FromMinutes(10));
        AddTags(figures);
        StopFindings stop = StopStudy.Run();
        figures.Add(new Figure($"SIGTERM with {stop.Accepted} pending: exit", stop.Exit.TotalSeconds, null, "s", Limit.AtMost(5)));
        figures.Add(new Figure("of these not found by the next start", stop.Lost, null, "", Limit.AtMost(0)));
        ShareFindings share = ShareStudy.Run(4, effort.IsShort ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(60));
        figures.Add(new Figure($"4 processes, one directory: lost of {share.Accepted.ToString("N0", CultureInfo.InvariantCulture)}", share.Lost, null, "", Limit.AtMost(0)));
        figures.Add(new Figure("slowest process against the fastest", share.SlowestShare, null, "x", Limit.AtLeast(0.5)));
        return new Findings(figures, []);
    }

    private static void AddDeadStore(List<Figure> figures, TimeSpan duration)
    {
        using var folder = new TemporaryFolder();
        using ServiceProvider services = Build(folder.Path, new DeadStore(), out long configured);
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
        double grown = (WorkingSet() - before - configured) / Megabyte;
        RecordingCounts counts = ops.Counts;
        var all = new LatencyHistogram();
        Array.ForEach(latencies, all.Add);
        figures.Add(new Figure("dead store, full channel, 4 threads: p99 of a call", all.Quantile(0.99), null, "us", Limit.AtMost(2)));
        figures.Add(new Figure("p99.9", all.Quantile(0.999), null, "us", Limit.AtMost(10)));
        figures.Add(new Figure($"memory beyond what is configured after {duration.TotalSeconds:F0} s", Math.Max(0, grown), null, "MB", Limit.AtMost(SpareMegabytes)));
        figures.Add(new Figure("calls not accounted for", counts.Calls - counts.Durable - counts.Pending - counts.LostTotal, null, "", Limit.AtMost(0)));
        figures.Add(new Figure("calls", counts.Calls, null, ""));
    }

    private static void AddTags(List<Figure> figures)
    {
        using var folder = new TemporaryFolder();
        using ServiceProvider services = Build(folder.Path, new NoStore(), out long configured, static model => model.Tag("customer", static x => x.ToString(CultureInfo.InvariantCulture)));
        var model = services.GetRequiredService<IPredictor<double, double>>();
        long before = WorkingSet();
        for (int call = 0; call < DistinctTags; call++)
            _ = PlainApp.Predict(model, call);
        _ = services.GetRequiredService<IModelOps>().FlushAsync(TimeSpan.FromMinutes(1)).GetAwaiter().GetResult();
        figures.Add(new Figure("memory beyond what is configured after 1,000,000 distinct tag values", Math.Max(0, (WorkingSet() - before - configured) / Megabyte), null, "MB", Limit.AtMost(SpareMegabytes)));
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

    private static long WorkingSet()
    {
        GC.Collect();
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
