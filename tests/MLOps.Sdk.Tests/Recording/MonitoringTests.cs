using MLOps.Sdk.Recording;
using MLOps.Sdk.Serving;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Recording;

public class MonitoringTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Monitors_see_every_prediction_once_and_those_of_a_thread_in_their_order()
    {
        using var directory = new TemporaryDirectory();
        var monitor = new ListeningMonitor();
        using var recorder = new Recorder(directory.Path, monitors: monitor);
        recorder.Pump.Start();
        ServedPredictor<double[], double> served = recorder.Serve(numbers => numbers[0]);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 1_000; i++)
                await served.PredictAsync([i, caller]);
        })));
        await recorder.FlushAsync();

        Assert.Equal(3_000, monitor.Seen.Distinct().Count());
        Assert.All(monitor.Inputs.GroupBy(input => input[1]), calls => Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (double)i), calls.Select(input => input[0])));
        Assert.Equal(monitor.Seen.Order(), recorder.Store.Rows.Select(row => row.Id).Order());
    }

    [Fact]
    public async Task Monitors_go_on_while_the_store_is_away()
    {
        using var directory = new TemporaryDirectory();
        using var seen = new CountdownEvent(100);
        using var recorder = new Recorder(directory.Path, store: new MemoryStore { IsAway = true }, monitors: new ListeningMonitor { OnSeen = () => seen.Signal() });
        recorder.Pump.Start();
        ServedPredictor<double[], double> served = recorder.Serve(numbers => numbers[0]);

        for (int i = 0; i < 100; i++)
            await served.PredictAsync([i, 0]);

        Assert.True(seen.Wait(Patience));
        Assert.Equal(100, recorder.Channel.Count().Pending);
        recorder.Store.IsAway = false;
    }

    [Fact]
    public async Task The_store_never_overtakes_a_monitor_that_is_slow()
    {
        using var directory = new TemporaryDirectory();
        using var reached = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var monitor = new ListeningMonitor { OnSeen = () => { reached.Set(); gate.Wait(Patience); } };
        using var recorder = new Recorder(directory.Path, monitors: monitor);
        recorder.Pump.Start();
        ServedPredictor<double[], double> served = recorder.Serve(numbers => numbers[0]);

        await served.PredictAsync([1, 2]);
        Task flush = recorder.FlushAsync();
        Assert.True(reached.Wait(Patience));

        Assert.Empty(recorder.Store.Rows);
        Assert.False(flush.IsCompleted);
        gate.Set();
        await flush;
        Assert.Single(recorder.Store.Rows);
    }

    [Fact]
    public async Task A_window_is_durable_when_the_row_that_closed_it_is()
    {
        using var directory = new TemporaryDirectory();
        var monitor = new ListeningMonitor();
        using var recorder = new Recorder(directory.Path, monitors: monitor);
        monitor.OnSeen = () => recorder.Windows.Add(Window(monitor.Seen.Count));
        recorder.Pump.Start();
        ServedPredictor<double[], double> served = recorder.Serve(numbers => numbers[0]);

        await served.PredictAsync([1, 2]);
        await recorder.FlushAsync();

        Assert.Single(recorder.Store.Windows);
    }

    [Fact]
    public async Task A_monitor_that_throws_is_counted_and_costs_no_record()
    {
        using var directory = new TemporaryDirectory();
        var broken = new ListeningMonitor { OnSeen = () => throw new InvalidOperationException("broken") };
        var healthy = new ListeningMonitor();
        using var recorder = new Recorder(directory.Path, monitors: [broken, healthy]);
        recorder.Pump.Start();
        ServedPredictor<double[], double> served = recorder.Serve(numbers => numbers[0]);

        for (int i = 0; i < 10; i++)
            await served.PredictAsync([i, 0]);
        await recorder.FlushAsync();

        Assert.Equal(10, recorder.Pump.Status.MonitorFaults);
        Assert.Equal(10, healthy.Seen.Count);
        Assert.Equal(10, recorder.Store.Rows.Count);
    }

    [Fact]
    public async Task A_monitor_that_hangs_does_not_keep_the_app_from_stopping_and_its_record_stays_pending()
    {
        using var directory = new TemporaryDirectory();
        using var reached = new ManualResetEventSlim();
        using var never = new ManualResetEventSlim();
        var monitor = new ListeningMonitor { OnSeen = () => { reached.Set(); never.Wait(); } };
        var options = new RecordingOptions { LaneBytes = 1 << 20, ShutdownTimeout = TimeSpan.FromMilliseconds(200) };
        var recorder = new Recorder(directory.Path, options, monitors: monitor);
        recorder.Pump.Start();
        ServedPredictor<double[], double> served = recorder.Serve(numbers => numbers[0]);
        await served.PredictAsync([1, 2]);
        Assert.True(reached.Wait(Patience));

        await Task.Run(recorder.Pump.Stop).WaitAsync(Patience);

        Assert.Equal(1, recorder.Channel.Count().Pending);
        never.Set();
        recorder.Dispose();
    }

    [Fact]
    public async Task Monitors_are_closed_once_after_the_last_record()
    {
        using var directory = new TemporaryDirectory();
        var monitor = new ListeningMonitor();
        using (var recorder = new Recorder(directory.Path, monitors: monitor))
        {
            recorder.Pump.Start();
            ServedPredictor<double[], double> served = recorder.Serve(numbers => numbers[0]);
            for (int i = 0; i < 500; i++)
                await served.PredictAsync([i, 0]);
        }

        Assert.Equal(500, monitor.SeenWhenClosed);
        Assert.Equal(1, monitor.Closings);
    }

    private static StoredWindow Window(int index) => new()
    {
        Model = "model",
        Version = "1",
        Monitor = "test",
        Signal = "f0",
        Index = index,
        FirstRow = 0,
        Rows = 1,
        From = default,
        To = default,
        Statistics = "{}",
    };

    /// <summary>Remembers what it was shown. Its state is the monitors' thread's until a flush or a stop has ended.</summary>
    private sealed class ListeningMonitor : IRecordMonitor
    {
        public List<PredictionId> Seen { get; } = [];

        public List<double[]> Inputs { get; } = [];

        public Action OnSeen { get; set; } = () => { };

        public int SeenWhenClosed { get; private set; }

        public int Closings { get; private set; }

        public void Observe(in PredictionRecord record)
        {
            Seen.Add(record.Id);
            Inputs.Add(record.Numbers.ToArray());
            OnSeen();
        }

        public void Close()
        {
            Closings++;
            SeenWhenClosed = Seen.Count;
        }
    }
}
