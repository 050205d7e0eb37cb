using System.Globalization;
using System.Text;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Drift.Segments;

public class SegmentTests
{
    private static readonly ModelSchema Schema = new("fraud", [("amount", FeatureKind.Numeric), ("hour", FeatureKind.Numeric), ("country", FeatureKind.Categorical)]);
    private static readonly ServedVersion V1 = new(Schema, "v1", 0);
    private static readonly string[] Tenants = ["acme", "globex", "initech"];

    private readonly WindowQueue _queue = new();
    private readonly Sink _alerts = new();
    private readonly Random _random = new(4);

    [Fact]
    public void The_segment_that_drifts_is_named_and_the_others_are_not()
    {
        DriftMonitor monitor = Watch(new SegmentOptions("tenant") { Top = 5, ReferenceRows = 500 }, windowRows: 500);
        Feed(monitor, 6_000, shifted: null);
        Feed(monitor, 3_000, shifted: "globex");

        Assert.Contains(_alerts.All, alert => alert.Monitor == "drift[tenant=globex]" && alert.Signal == "amount");
        Assert.All(_alerts.All, alert => Assert.Equal("drift[tenant=globex]", alert.Monitor));
        DriftWindow[] windows = [.. monitor.LatestSegments("fraud")];
        Assert.Equal(["tenant=acme", "tenant=globex", "tenant=initech"], windows.Select(window => window.Segment!).Distinct().Order(StringComparer.Ordinal));
        Assert.True(windows.Last(window => window.Segment == "tenant=globex").Signals[0].Statistics.Ks > 0.3);
        Assert.True(windows.Last(window => window.Segment == "tenant=acme").Signals[0].Statistics.Ks < 0.15);
        Assert.Empty(monitor.Latest("fraud"));
    }

    [Theory]
    [InlineData("country", "country=FR")]
    [InlineData("hour", "hour=3")]
    public void Features_are_segments_as_well(string by, string expected)
    {
        DriftMonitor monitor = Watch(new SegmentOptions(by) { ReferenceRows = 100, LeastRows = 1 }, windowRows: 100);
        Feed(monitor, 4_000, shifted: null);
        monitor.Close();

        Assert.Contains(expected, monitor.LatestSegments("fraud").Select(window => window.Segment));
    }

    [Fact]
    public void Segments_are_compared_with_their_own_rows_of_the_training_data()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.Path);
        string path = directory.File("training.csv");
        File.WriteAllLines(path, ["amount,hour,country,tenant", .. Enumerable.Range(0, 2_000).Select(i => i % 2 == 0 ? $"{i % 100},1,FR,acme" : $"{1_000 + (i % 100)},1,FR,globex"), "1,1,FR,rare"]);
        var options = new SegmentOptions("tenant") { FromReference = true, ReferenceRows = 500, Top = 5 };
        SegmentReferences references = CsvSegments.Read(Schema, path, options);
        Assert.Equal(["acme", "globex"], references.ByValue.Select(static pair => pair.Value));
        Assert.Null(references.Other);

        DriftMonitor monitor = Watch(options, windowRows: 100);
        monitor.SetSegmentReferences("fraud", references);
        for (int i = 0; i < 200; i++)
            Observe(monitor, 50, i % 2 == 0 ? "acme" : "globex");
        DriftWindow[] windows = [.. monitor.LatestSegments("fraud")];
        Assert.Equal(["tenant=acme", "tenant=globex"], windows.Select(static window => window.Segment!).Order(StringComparer.Ordinal));
        Assert.Equal([0.5, 1.0], windows.OrderBy(static window => window.Segment, StringComparer.Ordinal).Select(static window => Math.Round(window.Signals[0].Statistics.Ks!.Value, 1)));
        Assert.Contains("'planet'", Assert.Throws<ReferenceException>(() => CsvSegments.Read(Schema, path, options with { By = "planet" })).Message, StringComparison.Ordinal);
        Assert.Contains("has 1000", Assert.Throws<ReferenceException>(() => CsvSegments.Read(Schema, path, options with { ReferenceRows = 1_500 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predictions_without_the_tag_are_a_segment_and_rare_values_are_one_together()
    {
        DriftMonitor monitor = Watch(new SegmentOptions("tenant") { Top = 2, ReferenceRows = 100 }, windowRows: 100);
        for (int i = 0; i < 3_000; i++)
            Observe(monitor, 1, i % 3 == 0 ? null : i % 3 == 1 ? "acme" : i.ToString(CultureInfo.InvariantCulture));
        monitor.Close();

        Assert.Equal(["tenant=(missing)", "tenant=(other)", "tenant=acme"], monitor.LatestSegments("fraud").Select(window => window.Segment!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Seasons_are_no_drift_where_each_hour_of_the_week_has_its_own_reference_and_drift_in_one_hour_is()
    {
        DriftMonitor monitor = Watch(SegmentOptions.HourOfWeek(referenceRows: 200), windowRows: 200);
        monitor.SetAlarm("fraud", alarm => alarm.WholeModel = false);
        Weeks(monitor, 5, drifted: -1);
        Assert.Empty(_alerts.All);
        Weeks(monitor, 2, drifted: 26);

        Assert.NotEmpty(_alerts.All);
        Assert.All(_alerts.All, alert => Assert.Equal("drift[hour-of-week=Tue 02]", alert.Monitor));
        Assert.Equal(168, monitor.LatestSegments("fraud").Select(window => window.Segment).Distinct().Count());
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "Thu 00")]
    [InlineData("2026-03-01T23:59:59Z", "Sun 23")]
    [InlineData("1969-12-31T23:00:00Z", "Wed 23")]
    public void Hours_of_the_week_are_those_of_the_calendar(string time, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(HoursOfWeek.NameOf((long)(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).TotalMicroseconds)));

    [Fact]
    public void A_million_distinct_values_take_no_memory()
    {
        var monitor = new DriftMonitor(new DriftOptions { WindowDuration = TimeSpan.FromDays(1) }, _queue, _alerts);
        monitor.SetSegments("fraud", new SegmentOptions("tenant") { ReferenceRows = 100 });
        byte[] tags = Tags("t0000000");
        double[] numbers = [1, 2];
        byte[] country = Text("FR");
        Feed(0, 2_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Feed(2_000, 1_002_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        monitor.Close();
        Assert.Equal("tenant=(other)", Assert.Single(monitor.LatestSegments("fraud")).Segment);

        void Feed(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                i.TryFormat(tags.AsSpan(^7..), out _, "D7", CultureInfo.InvariantCulture);
                monitor.Observe(new PredictionRecord { Version = V1, Numbers = numbers, Categories = new TextList(country, 1), Tags = new TextList(tags, 2), Output = 0.5 });
            }
        }
    }

    [Fact]
    public void A_count_of_frequent_values_is_never_too_high_and_a_frequent_value_is_not_lost()
    {
        var values = new FrequentValues(10);
        int seen = 0;
        for (ulong i = 0; i < 10_000; i++)
        {
            values.Count(1_000 + i);
            if (i % 4 == 0)
                seen = values.Count(7);
        }

        Assert.InRange(seen, 2_500 - (12_500 / 11), 2_500);
    }

    [Fact]
    public void Options_out_of_range_are_refused_with_model_value_and_limit()
    {
        var monitor = new DriftMonitor(new DriftOptions(), _queue);
        Refused("Top is 0; it must lie between 1 and 1000", new SegmentOptions("tenant") { Top = 0 });
        Refused("ReferenceRows is 500; it must lie between 1000 and 100000, as a window", new SegmentOptions("tenant") { ReferenceRows = 500 });
        Refused("by segments of 'tenant' twice", new SegmentOptions("tenant"), new SegmentOptions("tenant") { Top = 3 });

        void Refused(string words, params SegmentOptions[] segments) =>
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => monitor.SetSegments("fraud", segments)).Message, StringComparison.Ordinal);
    }

    private DriftMonitor Watch(SegmentOptions segments, int windowRows)
    {
        var monitor = new DriftMonitor(new DriftOptions { WindowRows = windowRows }, _queue, _alerts);
        monitor.SetSegments("fraud", segments);
        return monitor;
    }

    /// <summary>A hundred rows an hour, whose amounts are those of the hour.</summary>
    private void Weeks(DriftMonitor monitor, int weeks, int drifted)
    {
        // Monday, 1970-01-05.
        DateTimeOffset monday = DateTimeOffset.UnixEpoch.AddDays(4).AddDays(7 * _weeks);
        for (int hour = 0; hour < weeks * 168; hour++)
        {
            long time = (long)(monday.AddHours(hour) - DateTimeOffset.UnixEpoch).TotalMicroseconds;
            for (int i = 0; i < 100; i++)
            {
                double amount = _random.NextDouble() + (hour % 24) + (hour % 168 == drifted ? 0.5 : 0);
                monitor.Observe(new PredictionRecord { Version = V1, TimeMicroseconds = time + i, Numbers = new[] { amount, _random.Next(5) }, Categories = new TextList(Text("FR"), 1), Output = _random.NextDouble() });
            }
        }

        _weeks += weeks;
    }

    private int _weeks;

    private void Feed(DriftMonitor monitor, int rows, string? shifted)
    {
        for (int i = 0; i < rows; i++)
        {
            string tenant = Tenants[_random.Next(3)];
            Observe(monitor, _random.NextDouble() + (tenant == shifted ? 0.5 : 0), tenant);
        }
    }

    private void Observe(DriftMonitor monitor, double amount, string? tenant) => monitor.Observe(new PredictionRecord
    {
        Version = V1,
        Numbers = new[] { amount, _random.Next(5) },
        Categories = new TextList(Text(_random.Next(2) == 0 ? "FR" : "DE"), 1),
        Tags = tenant is null ? default : new TextList(Tags(tenant), 2),
        Output = _random.NextDouble(),
    });

    private static byte[] Tags(string tenant) => [.. Text("tenant"), .. Text(tenant)];

    private static byte[] Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes(utf8.Length), .. utf8];
    }

    private sealed class Sink : IAlertSink
    {
        public List<Alert> All { get; } = [];

        public void Add(Alert alert) => All.Add(alert);
    }
}
