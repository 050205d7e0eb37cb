using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Recording.Pump;

namespace MLOps.Sdk.Tests.Faults;

/// <summary>What the runtime and the machine do to an app that records.</summary>
public sealed class RuntimeFaultTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static readonly AsyncLocal<bool> IsBad = new(); // in what this test starts alone

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Apps_that_come_and_go_leave_no_thread_no_ring_and_no_open_file()
    {
        var pumps = new List<PredictionPump>();
        for (int i = 0; i < 20; i++)
        {
            using var app = new App(_directory.Path);
            await app.PredictAsync(2);
            pumps.Add(app.Get<PredictionPump>());
        }

        Assert.DoesNotContain(pumps, static pump => pump.IsAlive);
        Assert.Empty(Directory.GetFiles(Path.Combine(_directory.Path, "rings")));
        if (OperatingSystem.IsLinux())
            Assert.DoesNotContain(OpenFiles(), file => file.StartsWith(Path.Combine(_directory.Path, "rings"), StringComparison.Ordinal));
        using var last = new App(_directory.Path);
        Assert.Equal(40, (await last.Log.StatusAsync()).Rows);
    }

    [Fact]
    public async Task A_listener_of_meters_that_throws_costs_the_meter_and_nothing_else()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, _) =>
            {
                if (instrument.Meter.Name.StartsWith("MLOps", StringComparison.Ordinal) && IsBad.Value)
                    throw new InvalidOperationException("a bad listener");
            },
        };
        listener.Start();
        IsBad.Value = true;
        using var app = new App(_directory.Path, services: static services => services.AddMetrics());
        await app.PredictAsync(20);
        await app.FlushAsync();
        Assert.Equal(20, (await app.CheckBooksAsync(20)).Durable);
    }

    [Fact]
    public async Task A_processor_that_others_keep_busy_delays_records_and_loses_none()
    {
        using var app = new App(_directory.Path);
        using var done = new CancellationTokenSource();
        Thread[] burners = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!done.IsCancellationRequested)
                Thread.SpinWait(1000);
        }))];
        Array.ForEach(burners, static burner => burner.Start());
        try
        {
            await app.PredictAsync(5_000);
            await app.FlushAsync();
        }
        finally
        {
            await done.CancelAsync();
            Array.ForEach(burners, static burner => burner.Join());
        }

        RecordingCounts counts = await app.CheckBooksAsync(5_000);
        Assert.Equal((5_000L, 0L), (counts.Durable, counts.LostTotal));
    }

    private static IEnumerable<string> OpenFiles() => Directory.GetFiles("/proc/self/fd")
        .Select(static handle => new FileInfo(handle).LinkTarget ?? "");
}
