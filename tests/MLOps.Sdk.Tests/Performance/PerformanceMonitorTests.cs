using Microsoft.Extensions.DependencyInjection;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Performance;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Performance;

public sealed class PerformanceMonitorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_version_that_is_wrong_more_often_than_at_validation_raises_an_alert_as_outcomes_arrive()
    {
        await RunAsync(async (predictor, outcomes) =>
        {
            var waiting = new Queue<(PredictionId Id, bool Truth)>();
            for (int row = 0; row < 3_000; row++)
            {
                // One in twenty is wrong, and from row 1,000 on one in three; the truth arrives 100 rows later.
                bool wrong = row % (row < 1_000 ? 20 : 3) == 0;
                waiting.Enqueue(((await predictor.PredictAsync(1)).Id, !wrong));
                if (waiting.Count > 100)
                    await Tell(outcomes, waiting.Dequeue());
            }
        });

        Alert alert = Assert.Single(await AlertsAsync());
        Assert.Equal(("performance", "accuracy", "risk", AlertSeverity.Critical), (alert.Monitor, alert.Signal, alert.Kind, alert.Severity));
        Assert.InRange(alert.Row, 1_100, 1_300);
        Assert.Equal(0.05, alert.FalseAlarmRate);
        Assert.Contains("\"bound\":", alert.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_of_outcomes_are_kept_by_version_and_segment_with_figures_and_delays()
    {
        await RunAsync(async (predictor, outcomes) =>
        {
            for (int row = 0; row < 250; row++)
            {
                PredictionId id = (await predictor.PredictAsync(row % 2)).Id;
                await outcomes.RecordAsync(id, positive: row % 10 == 0 ? row % 2 == 0 : row % 2 == 1);
            }
        }, baseline: PerformanceBaseline.Unknown with { WindowRows = 100 });

        using var log = new Sdk.Storage.Sqlite.SqlitePredictionLog(_directory.Path);
        IReadOnlyList<StoredWindow> all = await log.WindowsAsync(new WindowQuery("m", Monitor: "performance"));
        Assert.Equal([("v1", 0, 0, 100), ("v1", 1, 100, 100), ("v1", 2, 200, 50)], all.Select(static window => (window.Version, (int)window.Index, (int)window.FirstRow, (int)window.Rows)));
        using System.Text.Json.JsonDocument figures = System.Text.Json.JsonDocument.Parse(all[0].Statistics);
        Assert.Equal(0.9, figures.RootElement.GetProperty("accuracy").GetDouble(), 12);
        Assert.InRange(figures.RootElement.GetProperty("intervals").GetProperty("accuracy")[0].GetDouble(), 0.8, 0.9);
        Assert.Equal(10, figures.RootElement.GetProperty("confusion").GetProperty("falseNegatives").GetInt64());
        Assert.True(figures.RootElement.GetProperty("labelDelaySeconds").GetProperty("longest").GetDouble() >= 0);
        IReadOnlyList<StoredWindow> segment = await log.WindowsAsync(new WindowQuery("m", Monitor: "performance[x=1]"));
        Assert.Equal(100, segment[0].Rows);
        Assert.Empty(await AlertsAsync());
    }

    [Fact]
    public async Task The_alarm_goes_on_after_a_restart_and_says_whose_it_is()
    {
        // In each of ten runs too few outcomes for an alarm by themselves.
        PerformanceBaseline baseline = new(50, 1_000) { Owner = "fraud team", Playbook = "https://runbooks/accuracy", Severity = AlertSeverity.Warning };
        for (int run = 0; run < 10; run++)
        {
            await RunAsync(async (predictor, outcomes) =>
            {
                for (int row = 0; row < 30; row++)
                    await outcomes.RecordAsync((await predictor.PredictAsync(1)).Id, positive: row % 5 != 0);
            }, baseline: baseline);
        }

        Alert alert = Assert.Single(await AlertsAsync());
        Assert.Equal(("fraud team", "https://runbooks/accuracy", AlertSeverity.Warning), (alert.Owner, alert.Playbook, alert.Severity));
    }

    [Fact]
    public async Task Outcomes_that_arrive_after_a_restart_meet_the_predictions_that_waited_before_it()
    {
        var ids = new List<PredictionId>();
        await RunAsync(async (predictor, outcomes) =>
        {
            for (int row = 0; row < 300; row++)
                ids.Add((await predictor.PredictAsync(1)).Id);
            await outcomes.RecordAsync(ids[0], positive: true);
        });
        (long joined, long unjoined) = (0, 0);

        await RunAsync(async (_, outcomes) =>
        {
            foreach (PredictionId id in ids)
                await outcomes.RecordAsync(id, positive: false);
        }, monitor => (joined, unjoined) = (monitor.Joined, monitor.Unjoined));

        Assert.Equal((299, 1), (joined, unjoined));
        Assert.Single(await AlertsAsync());
    }

    [Fact]
    public async Task The_first_outcome_decides_and_those_of_unknown_predictions_are_counted()
    {
        (long joined, long unjoined) = (0, 0);
        await RunAsync(async (predictor, outcomes) =>
        {
            for (int row = 0; row < 500; row++)
            {
                PredictionId id = (await predictor.PredictAsync(1)).Id;
                await outcomes.RecordAsync(id, positive: true);
                await outcomes.RecordAsync(id, positive: false);
            }

            await outcomes.RecordAsync(PredictionId.FromGuid(Guid.NewGuid()), positive: false);
        }, monitor => (joined, unjoined) = (monitor.Joined, monitor.Unjoined));

        Assert.Equal((500, 501), (joined, unjoined));
        Assert.Empty(await AlertsAsync());
    }

    [Fact]
    public async Task The_log_joins_the_latest_outcome_and_counts_what_it_cannot()
    {
        await RunAsync(async (predictor, outcomes) =>
        {
            for (int row = 0; row < 10; row++)
            {
                PredictionId id = (await predictor.PredictAsync(row % 2)).Id;
                if (row < 6)
                    await outcomes.RecordAsync(id, row % 2 == 0 ? 1.0 : 0.0);
                if (row < 4)
                    await outcomes.RecordAsync(id, (double)(row % 2));
            }

            await outcomes.RecordAsync(PredictionId.FromGuid(Guid.NewGuid()), 1.0);
        });
        using var log = new Sdk.Storage.Sqlite.SqlitePredictionLog(_directory.Path);
        PerformanceReport report = PerformanceReport.Of(await log.JoinOutcomesAsync(new OutcomeQuery("m", SegmentFeature: "x")));

        Assert.Equal((10, 6, 4), (report.All.Predictions, report.All.Labelled, report.All.Unlabelled));
        Assert.Equal((4, 1), (report.Relabelled, report.Unknown));
        Assert.Equal(4.0 / 6, report.All.Figures.Classification!.Accuracy.Value, 12);
        Assert.Equal(2, report.Segments.Count);
        Assert.Equal("v1", Assert.Single(report.Versions).Name);
        Assert.NotNull(report.Delay);
    }

    [Fact]
    public void A_baseline_out_of_range_names_the_value() =>
        Assert.Contains("11 of 10", Assert.Throws<ArgumentException>(() => new PerformanceMonitor(new NoAlerts()).SetBaseline("m", new PerformanceBaseline(11, 10))).Message, StringComparison.Ordinal);

    private static ValueTask<bool> Tell(IOutcomeRecorder outcomes, (PredictionId Id, bool Truth) known) => outcomes.RecordAsync(known.Id, known.Truth);

    private async Task RunAsync(Func<IPredictor<double, double>, IOutcomeRecorder, Task> use, Action<PerformanceMonitor>? look = null, PerformanceBaseline? baseline = null)
    {
        var services = new ServiceCollection();
        services.AddModelOps(options => options.Directory = _directory.Path)
            .AddModel<double, double>("m", model => model.Version("v1", x => x).Feature(x => x, "x").Segment(new SegmentOptions("x") { LeastRows = 1 }).Validation(baseline ?? new PerformanceBaseline(50, 1_000)));
        PerformanceMonitor monitor;
        await using (ServiceProvider app = services.BuildServiceProvider())
        {
            monitor = app.GetRequiredService<PerformanceMonitor>();
            await use(app.GetRequiredService<IPredictor<double, double>>(), app.GetRequiredService<IOutcomeRecorder>());
        }

        look?.Invoke(monitor);
    }

    private async Task<IReadOnlyList<Alert>> AlertsAsync()
    {
        using var log = new Sdk.Storage.Sqlite.SqlitePredictionLog(_directory.Path);
        return await log.AlertsAsync(new AlertQuery("m"));
    }

    private sealed class NoAlerts : IAlertSink
    {
        public void Add(Alert alert)
        {
        }
    }
}
