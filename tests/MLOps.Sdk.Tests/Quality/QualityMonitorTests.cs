using System.Text;
using System.Text.Json;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Quality.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Quality;

public class QualityMonitorTests
{
    private const int Window = 500;
    private static readonly ModelSchema Schema = new("fraud", [("amount", FeatureKind.Numeric), ("shop", FeatureKind.Categorical), ("flag", FeatureKind.Numeric)]);
    private static readonly ServedVersion V1 = new(Schema, "v1", 0);
    private static readonly ServedVersion V2 = new(Schema, "v2", 3);
    private static readonly string[] Shops = ["aa", "bb", "cc", "dd", "ee"];

    private readonly Sink _sink = new();
    private readonly Random _random = new(7);
    private readonly DriftMonitor _drift;
    private readonly QualityMonitor _monitor;
    private int _row;

    public QualityMonitorTests()
    {
        _drift = new DriftMonitor(new DriftOptions { WindowRows = Window }, _sink);
        _drift.SetReference("fraud", null, Reference());
        _monitor = new QualityMonitor(_drift, new DriftOptions { WindowRows = Window }, _sink, _sink);
    }

    [Fact]
    public void Data_like_the_reference_breaks_no_rule_in_a_hundred_windows()
    {
        _monitor.SetOptions("fraud", new QualityOptions());
        Feed(100 * Window);

        Assert.Empty(_sink.Alerts);
        Assert.All(_monitor.Latest("fraud").SelectMany(static window => window.Findings), static finding => Assert.NotEqual(false, finding.Kept));
        Assert.Equal(100, _sink.Windows.Count(static window => window.Signal == "amount"));
    }

    [Theory]
    [InlineData("missing", "amount")]
    [InlineData("outOfRange", "amount")]
    [InlineData("stale", "amount")]
    [InlineData("constant", "amount")]
    [InlineData("missing", "shop")]
    [InlineData("unseen", "shop")]
    [InlineData("vanished", "shop")]
    [InlineData("textLength", "shop")]
    [InlineData("cardinality", "shop")]
    [InlineData("constant", "shop")]
    [InlineData("missing", "prediction")]
    [InlineData("duplicates", "*")]
    public void What_goes_wrong_while_serving_is_an_alert_that_says_what_where_and_whose(string check, string signal)
    {
        DataSchema schema = DataSchema.Infer(Reference());
        schema = schema with { MaximumDuplicates = 0.05, Columns = [.. schema.Columns.Select(static rule => rule.Name == "amount" ? rule with { MaximumRun = 50 } : rule)] };
        _monitor.SetOptions("fraud", new QualityOptions { Schema = schema, Owner = "data team", Playbook = "https://runbooks/quality" }.Route(signal, severity: AlertSeverity.Critical));
        Feed(Window);
        Assert.Empty(_sink.Alerts);
        for (int i = 0; i < 2 * Window; i++)
            Break(check, signal, i);

        Alert alert = Assert.Single(_sink.Alerts, alert => alert.Kind == check && alert.Signal == signal);
        Assert.Equal(("fraud", "v1", "quality", "data team", "https://runbooks/quality", AlertSeverity.Critical), (alert.Model, alert.Version, alert.Monitor, alert.Owner, alert.Playbook, alert.Severity));
        Assert.Null(alert.FalseAlarmRate);
        Assert.Equal((2 * Window) - 1, alert.Row);
        using JsonDocument evidence = JsonDocument.Parse(alert.Evidence);
        Assert.True(evidence.RootElement.GetProperty("value").GetDouble() >= 0);
        if (check is "missing" or "outOfRange" or "unseen" or "duplicates")
            Assert.InRange(evidence.RootElement.GetProperty("firstRow").GetInt64(), Window, Window + 10);
        if (check == "unseen")
            Assert.Equal("zz", evidence.RootElement.GetProperty("example").GetString());
    }

    [Fact]
    public void A_broken_rule_raises_once_and_again_after_a_window_that_kept_it()
    {
        _monitor.SetOptions("fraud", new QualityOptions());
        foreach (bool broken in (bool[])[true, true, true, false, true])
        {
            for (int i = 0; i < Window; i++)
                Observe(broken ? double.NaN : Amount(), Shop());
        }

        Assert.Equal([Window - 1, (5 * Window) - 1], _sink.Alerts.Where(static alert => alert.Kind == "missing").Select(static alert => (int)alert.Row));
    }

    [Fact]
    public void A_few_bad_rows_in_a_short_window_are_no_alert_yet()
    {
        _monitor.SetOptions("fraud", new QualityOptions());
        for (int i = 0; i < 12; i++)
            Observe(i < 2 ? double.NaN : Amount(), Shop());
        ((IRecordMonitor)_monitor).Close();

        QualityFinding finding = _monitor.Latest("fraud").Single().Findings.Single(static finding => finding is { Column: "amount", Check: "missing" });
        Assert.Equal((2 / 12.0, (bool?)null), (finding.Value, finding.Kept));
        Assert.Empty(_sink.Alerts);
    }

    [Fact]
    public void A_rare_value_that_is_absent_by_chance_makes_no_column_constant()
    {
        _monitor.SetOptions("fraud", new QualityOptions());
        for (int i = 0; i < 10; i++)
            Observe(Amount(), Shop(), flag: 0);
        ((IRecordMonitor)_monitor).Close();

        Assert.Null(_monitor.Latest("fraud").Single().Findings.Single(static finding => finding is { Column: "flag", Check: "constant" }).Kept);
    }

    [Fact]
    public void A_feature_that_the_schema_knows_as_another_type_has_changed_it()
    {
        _monitor.SetOptions("fraud", new QualityOptions { Schema = new DataSchema([new ColumnRule { Name = "amount", Kind = FeatureKind.Categorical }, new ColumnRule { Name = "shop", Kind = FeatureKind.Numeric, Minimum = 0, Maximum = 9 }]) });
        for (int i = 0; i < Window; i++)
            Observe(Amount(), i % 2 == 0 ? "12" : "x");

        Assert.Equal([("amount", "typeChange"), ("shop", "outOfRange"), ("shop", "typeChange")], _sink.Alerts.Select(static alert => (alert.Signal, alert.Kind)).Order());
        Assert.Equal(0.5, _monitor.Latest("fraud").Single().Findings.Single(static finding => finding is { Column: "shop", Check: "typeChange" }).Value);
    }

    [Fact]
    public void An_edited_schema_says_which_features_there_must_be_and_may_be()
    {
        _monitor.SetOptions("fraud", new QualityOptions { Schema = DataSchema.Parse("""{"format":"mlops-schema","extraColumnsAllowed":false,"columns":[{"name":"age","type":"numeric"},{"name":"amount","type":"numeric"},{"name":"shop","type":"categorical"}]}""") });
        Feed(2 * Window);

        Assert.Equal([("age", "missingColumn"), ("flag", "extraColumn")], _sink.Alerts.Select(static alert => (alert.Signal, alert.Kind)).Order());
    }

    [Fact]
    public void A_model_that_is_asked_nothing_raises_one_alert_by_the_clock_and_another_after_it_spoke_again()
    {
        _monitor.SetOptions("fraud", new QualityOptions { SilentAfter = TimeSpan.FromMinutes(5), Owner = "on call" });
        Tick(0);
        Tick(299);
        Assert.Empty(_sink.Alerts);
        Tick(300);
        Tick(301);
        Alert alert = Assert.Single(_sink.Alerts);
        Assert.Equal(("silent", "*", "*", "on call"), (alert.Kind, alert.Signal, alert.Version, alert.Owner));

        Observe(1, "aa", time: 400_000_000);
        Tick(650);
        Assert.Single(_sink.Alerts);
        Tick(701);
        Assert.Equal(("silent", "v1"), (_sink.Alerts[1].Kind, _sink.Alerts[1].Version));
    }

    [Fact]
    public void A_feature_that_keeps_its_value_while_time_passes_has_a_stale_source()
    {
        _monitor.SetOptions("fraud", new QualityOptions { UnchangedAfter = TimeSpan.FromHours(1) });
        for (int i = 0; i < Window; i++)
            Observe(i < 100 ? Amount() : 5, Shop(), time: i * 10_000_000L);

        Alert alert = Assert.Single(_sink.Alerts);
        Assert.Equal(("unchanged", "amount"), (alert.Kind, alert.Signal));
    }

    [Fact]
    public void Windows_by_time_close_by_record_times_and_by_the_clock()
    {
        var monitor = new QualityMonitor(_drift, new DriftOptions { WindowDuration = TimeSpan.FromMinutes(1) }, _sink, _sink);
        monitor.SetOptions("fraud", new QualityOptions());
        foreach (int second in (int[])[1, 59, 61, 130])
            monitor.Observe(Record(V1, 1, Bytes("aa"), 0, second * 1_000_000L));
        Assert.Equal([2, 1], monitor.Latest("fraud").Select(static window => (int)window.Rows));

        ((IRecordMonitor)monitor).Tick(180_000_000);
        Assert.Equal([2, 1, 1], monitor.Latest("fraud").Select(static window => (int)window.Rows));
    }

    [Fact]
    public void Versions_are_watched_apart_and_a_reference_that_comes_later_is_taken()
    {
        var drift = new DriftMonitor(new DriftOptions { WindowRows = 2 }, _sink);
        var monitor = new QualityMonitor(drift, new DriftOptions { WindowRows = 2 }, _sink, _sink);
        monitor.SetOptions("fraud", new QualityOptions());
        monitor.Observe(Record(V1, 1, Bytes("aa"), 0, 0));
        drift.SetReference("fraud", "v2", Reference());
        foreach (ServedVersion version in (ServedVersion[])[V1, V2, V1, V2])
            monitor.Observe(Record(version, 1, Bytes("aa"), 0, 0));

        Assert.Equal("v2", Assert.Single(monitor.Latest("fraud")).Version);
    }

    [Fact]
    public void Rows_whose_features_could_not_be_read_are_counted_and_in_no_column()
    {
        _monitor.SetOptions("fraud", new QualityOptions());
        for (int i = 0; i < Window; i++)
            _monitor.Observe(new PredictionRecord { Version = V1, CaptureFailed = i % 2 == 0, Numbers = new[] { Amount(), i % 2.0 }, Categories = new TextList(Bytes(Shop()), 1), Output = 0.5 });

        QualityWindow window = _monitor.Latest("fraud").Single();
        Assert.Equal((Window / 2, Window), ((int)window.Unread, (int)window.Rows));
        Assert.Equal(0, window.Findings.Single(static finding => finding is { Column: "amount", Check: "missing" }).Value);
    }

    [Fact]
    public void Stored_windows_are_read_back()
    {
        _monitor.SetOptions("fraud", new QualityOptions());
        for (int i = 0; i < Window; i++)
            Observe(double.NaN, Shop());

        StoredWindow stored = _sink.Windows.Single(static window => window.Signal == "amount");
        (long unread, IReadOnlyList<QualityFinding> findings) = QualityJson.Read("amount", stored.Statistics);
        Assert.Equal((0, Window, "quality"), (unread, (int)stored.Rows, stored.Monitor));
        Assert.Equal([.. _monitor.Latest("fraud").Single().Findings.Where(static finding => finding.Column == "amount").Select(static finding => (finding.Check, finding.Value, finding.Kept))], findings.Select(static finding => (finding.Check, finding.Value, finding.Kept)));
        Assert.Throws<FormatException>(() => QualityJson.Read("amount", "{}"));
    }

    [Fact]
    public void Watching_a_record_takes_no_memory()
    {
        _monitor.SetOptions("fraud", new QualityOptions { Schema = DataSchema.Infer(Reference()) with { MaximumDuplicates = 0.1 } });
        byte[][] shops = [.. Enumerable.Range(0, 100).Select(i => Bytes($"shop {i}"))];
        double[] numbers = [1, 0];
        _monitor.Observe(new PredictionRecord { Version = V1, Numbers = numbers, Categories = new TextList(shops[0], 1), Output = 0.5 });

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Window - 2; i++)
        {
            numbers[0] = i;
            _monitor.Observe(new PredictionRecord { Version = V1, Numbers = numbers, Categories = new TextList(shops[i % 100], 1), Output = 0.5 });
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_million_values_where_there_were_five_stay_within_the_memory_of_five()
    {
        _monitor.SetOptions("fraud", new QualityOptions());
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 100_000; i++)
            Observe(Amount(), "new " + i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        long after = GC.GetTotalMemory(forceFullCollection: true);

        Assert.InRange(after - before, long.MinValue, 4 << 20);
        QualityFinding distinct = _monitor.Latest("fraud")[^1].Findings.Single(static finding => finding is { Column: "shop", Check: "cardinality" });
        Assert.InRange(distinct.Value!.Value, Window * 0.95, Window * 1.05);
    }

    [Fact]
    public void Options_out_of_range_and_a_model_declared_twice_are_refused()
    {
        Assert.Contains("SilentAfter is 00:00:00", Assert.Throws<ArgumentException>(() => _monitor.SetOptions("m", new QualityOptions { SilentAfter = TimeSpan.Zero })).Message, StringComparison.Ordinal);
        _monitor.SetOptions("m", new QualityOptions());
        Assert.Throws<ArgumentException>(() => _monitor.SetOptions("m", new QualityOptions()));
    }

    private void Break(string check, string signal, int i)
    {
        double amount = (check, signal) switch
        {
            ("missing", "amount") => i % 3 == 0 ? double.NaN : Amount(),
            ("outOfRange", _) => i % 4 == 0 ? 1e9 : Amount(),
            ("stale" or "constant", "amount") => 5,
            ("duplicates", _) => 5,
            _ => Amount(),
        };
        string? shop = (check, signal) switch
        {
            ("missing", "shop") => i % 3 == 0 ? null : Shop(),
            ("unseen", _) => i % 5 == 0 ? "zz" : Shop(),
            ("vanished", _) => Shops[_random.Next(4)],
            ("textLength", _) => i % 100 == 7 ? "a very long name of a shop" : Shop(),
            ("cardinality", _) => FormattableString.Invariant($"s{i % 90}"),
            ("constant", "shop") => "aa",
            ("duplicates", _) => "aa",
            _ => Shop(),
        };
        Observe(amount, shop, score: (check, signal) == ("missing", "prediction") ? double.NaN : 0.5 + (i / 1e6));
    }

    private void Feed(int rows)
    {
        for (int i = 0; i < rows; i++)
            Observe(Amount(), Shop());
    }

    private double Amount() => 100 * _random.NextDouble();

    private string Shop() => Shops[_random.Next(Shops.Length)];

    private void Tick(int second) => ((IRecordMonitor)_monitor).Tick(second * 1_000_000L);

    private void Observe(double amount, string? shop, double? flag = null, double? score = null, long time = 0) =>
        _monitor.Observe(Record(V1, amount, Bytes(shop), flag ?? (_row++ % 20 == 0 ? 1 : 0), time, score ?? _random.NextDouble()));

    private static PredictionRecord Record(ServedVersion version, double amount, byte[] shop, double flag, long time, double score = 0.5) => new()
    {
        Version = version,
        TimeMicroseconds = time,
        Numbers = new[] { amount, flag },
        Categories = new TextList(shop, 1),
        Output = score,
    };

    private static byte[] Bytes(string? text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text ?? "");
        return [.. BitConverter.GetBytes(text is null ? -1 : utf8.Length), .. utf8];
    }

    private static ReferenceProfile Reference()
    {
        var random = new Random(1);
        var builder = new ReferenceBuilder(Schema);
        for (int i = 0; i < 3_000; i++)
            builder.Add([100 * random.NextDouble(), i % 20 == 0 ? 1 : 0], [Shops[random.Next(Shops.Length)]], random.NextDouble());
        return builder.Build();
    }

    private sealed class Sink : IWindowSink, IAlertSink
    {
        public List<StoredWindow> Windows { get; } = [];

        public List<Alert> Alerts { get; } = [];

        public void Add(StoredWindow window) => Windows.Add(window);

        public void Add(Alert alert) => Alerts.Add(alert);
    }
}
