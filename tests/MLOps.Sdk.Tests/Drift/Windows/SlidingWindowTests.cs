using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Drift.Windows;

public class SlidingWindowTests
{
    private const long Minute = 60_000_000;
    private static readonly ModelSchema Schema = new("fraud", [("amount", FeatureKind.Numeric)]);
    private static readonly ServedVersion V1 = new(Schema, "v1", 0);

    private readonly WindowQueue _queue = new();

    [Fact]
    public void A_window_that_slides_is_the_same_as_one_counted_from_its_rows_alone()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 400).Select(i => i == 150 ? 1e15 : random.NextDouble() + (i / 100))];
        DriftMonitor sliding = Watch(new DriftOptions { WindowRows = 100, WindowSteps = 5 });
        foreach (double value in values)
            Observe(sliding, value);

        DriftWindow[] windows = [.. sliding.Latest("fraud")];
        Assert.Equal(Enumerable.Range(0, 16).Select(i => (20L * i, 100L, (long)i)), windows.Select(window => (window.FirstRow, window.Rows, window.Index)));
        foreach (DriftWindow window in windows)
        {
            DriftMonitor alone = Watch(new DriftOptions { WindowRows = 100 });
            foreach (double value in values.AsSpan((int)window.FirstRow, 100))
                Observe(alone, value);
            DriftStatistics expected = alone.Latest("fraud")[0].Signals[0].Statistics, found = window.Signals[0].Statistics;
            Assert.Equal((expected.Ks, expected.Psi, expected.Min, expected.Max), (found.Ks, found.Psi, found.Min, found.Max));
            Assert.Equal(expected.Mean!.Value, found.Mean!.Value, 1e-12 * expected.Mean.Value);
            Assert.Equal(expected.Std!.Value, found.Std!.Value, 1e-9 * expected.Std.Value);
        }
    }

    [Fact]
    public void The_end_of_a_run_closes_what_there_is()
    {
        DriftMonitor monitor = Watch(new DriftOptions { WindowRows = 100, WindowSteps = 5 });
        for (int i = 0; i < 130; i++)
            Observe(monitor, i);
        monitor.Close();
        Assert.Equal([(0L, 100L), (20L, 100L), (40L, 90L)], monitor.Latest("fraud").Select(window => (window.FirstRow, window.Rows)));

        DriftMonitor brief = Watch(new DriftOptions { WindowRows = 100, WindowSteps = 5 });
        for (int i = 0; i < 40; i++)
            Observe(brief, i);
        brief.Close();
        brief.Close();
        Assert.Equal([(0L, 40L)], brief.Latest("fraud").Select(window => (window.FirstRow, window.Rows)));
    }

    [Fact]
    public void By_time_a_window_holds_the_panes_of_its_duration_and_a_silence_empties_it()
    {
        DriftMonitor monitor = Watch(new DriftOptions { WindowDuration = TimeSpan.FromMinutes(3), WindowSteps = 3 });
        foreach (int minute in (int[])[0, 0, 1, 2, 3, 4, 20, 21])
            Observe(monitor, 1, minute * Minute);

        Assert.Equal([2L, 3, 4, 3, 3, 1], monitor.Latest("fraud").Select(window => window.Rows));
    }

    [Fact]
    public void A_row_that_comes_late_is_counted_in_its_own_window_while_that_waits()
    {
        DriftMonitor monitor = Watch(new DriftOptions { WindowDuration = TimeSpan.FromMinutes(1), AllowedLateness = TimeSpan.FromMinutes(2) });
        foreach (int second in (int[])[10, 20, 70, 130, 30, 185])
            Observe(monitor, second, second * 1_000_000L);
        Observe(monitor, 40, 40 * 1_000_000L);
        Observe(monitor, 400, 400 * 1_000_000L);

        DriftWindow[] windows = [.. monitor.Latest("fraud")];
        Assert.Equal([(3L, 0L), (2L, 1L), (1L, 0L), (1L, 0L)], windows.Select(window => (window.Rows, window.LateRows)));
        Assert.Equal(20, windows[0].Signals[0].Statistics.Mean);
    }

    [Fact]
    public void Sliding_takes_no_memory_for_a_row_once_there_are_panes_enough()
    {
        DriftMonitor monitor = Watch(new DriftOptions { WindowRows = 100, WindowSteps = 2 });
        double[] numbers = [3];
        var record = new PredictionRecord { Version = V1, Numbers = numbers, Output = 1 };
        for (int i = 0; i < 210; i++)
            monitor.Observe(record);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 30; i++)
            monitor.Observe(record);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Steps_and_lateness_that_do_not_fit_are_refused_with_both_values()
    {
        Refused(new DriftOptions { WindowRows = 1_000, WindowSteps = 3 }, "WindowRows is 1000", "WindowSteps, 3");
        Refused(new DriftOptions { WindowSteps = 101 }, "WindowSteps is 101", "between 1 and 100");
        Refused(new DriftOptions { AllowedLateness = TimeSpan.FromSeconds(1) }, "AllowedLateness is 00:00:01", "windows go by rows");
        Refused(new DriftOptions { WindowDuration = TimeSpan.FromSeconds(1), AllowedLateness = TimeSpan.FromHours(1) }, "AllowedLateness is 01:00:00", "between 0 and 00:01:40");

        static void Refused(DriftOptions options, params string[] words)
        {
            string message = new DriftOptionsValidator().Validate(null, options).FailureMessage!;
            Assert.All(words, word => Assert.Contains(word, message, StringComparison.Ordinal));
        }
    }

    private DriftMonitor Watch(DriftOptions options)
    {
        var monitor = new DriftMonitor(options, _queue);
        var builder = new ReferenceBuilder(Schema);
        for (int i = 0; i < 1_000; i++)
            builder.Add([i / 500.0], [], i);
        monitor.SetReference("fraud", null, builder.Build());
        return monitor;
    }

    private static void Observe(DriftMonitor monitor, double value, long time = 0) =>
        monitor.Observe(new PredictionRecord { Version = V1, Numbers = new[] { value }, Output = value, TimeMicroseconds = time });
}
