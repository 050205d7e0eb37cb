using System.Text.Json;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Drift;

public class DriftMonitorTests
{
    private static readonly ModelSchema Schema = new("fraud", [("amount", FeatureKind.Numeric), ("merchant", FeatureKind.Categorical), ("hour", FeatureKind.Numeric)]);
    private static readonly ServedVersion V1 = new(Schema, "v1", 0);
    private static readonly ServedVersion V2 = new(Schema, "v2", 5);

    private readonly WindowList _stored = new();

    [Fact]
    public void A_window_closes_when_it_is_full_with_every_signal_in_declared_order()
    {
        DriftMonitor monitor = Watch(rows: 4);
        for (int i = 0; i < 9; i++)
            monitor.Observe(Record(V1, i, $"m{i % 2}", 12, score: 0.5));

        Assert.Equal(["amount", "merchant", "hour", "prediction", "amount", "merchant", "hour", "prediction"], _stored.Windows.Select(w => w.Signal));
        Assert.All(_stored.Windows, w => Assert.Equal(("fraud", "v1", "drift", 4), (w.Model, w.Version, w.Monitor, w.Rows)));
        Assert.Equal([0, 1], _stored.Windows.Where(w => w.Signal == "hour").Select(w => w.Index));
        Assert.Equal([0, 4], _stored.Windows.Where(w => w.Signal == "hour").Select(w => w.FirstRow));
    }

    [Fact]
    public void The_rest_of_a_run_is_a_shorter_window()
    {
        DriftMonitor monitor = Watch(rows: 4);
        for (int i = 0; i < 6; i++)
            monitor.Observe(Record(V1, i));
        monitor.Close();
        monitor.Close();

        Assert.Equal([4, 2], monitor.Latest("fraud").Select(w => w.Rows));
    }

    [Fact]
    public void Calls_that_failed_or_were_cancelled_are_not_answers()
    {
        DriftMonitor monitor = Watch(rows: 2);
        monitor.Observe(Record(V1, 1));
        monitor.Observe(Record(V1, 2, status: PredictionStatus.Failed));
        monitor.Observe(Record(V1, 3, status: PredictionStatus.Cancelled));
        Assert.Empty(monitor.Latest("fraud"));

        monitor.Observe(Record(V1, 4));
        Assert.Equal(2.5, Assert.Single(monitor.Latest("fraud")).Signals[0].Statistics.Mean);
    }

    [Fact]
    public void Versions_and_shadow_answers_have_windows_of_their_own()
    {
        DriftMonitor monitor = Watch(rows: 2);
        foreach (int i in (int[])[1, 2])
        {
            monitor.Observe(Record(V1, i));
            monitor.Observe(Record(V2, 10 * i));
            monitor.Observe(Record(V2, 100 * i, variant: PredictionVariant.Shadow));
            monitor.Observe(Record(V1, 1_000, status: PredictionStatus.Failed));
        }

        Assert.Equal(1.5, Assert.Single(monitor.Latest("fraud", "v1")).Signals[0].Statistics.Mean);
        DriftWindow[] second = [.. monitor.Latest("fraud", "v2").OrderBy(w => w.Shadow)];
        Assert.Equal([15.0, 150.0], second.Select(w => w.Signals[0].Statistics.Mean!.Value));
        Assert.Equal([false, true], second.Select(w => w.Shadow));
        Assert.Equal(4, _stored.Windows.Count(w => w.Monitor == DriftMonitor.ShadowMonitorName && w.Version == "v2"));
    }

    [Fact]
    public void A_version_without_a_reference_is_not_watched()
    {
        var monitor = new DriftMonitor(new DriftOptions { WindowRows = 1 }, _stored);
        monitor.Observe(Record(V1, 1));
        monitor.Close();

        Assert.Empty(_stored.Windows);
        Assert.Empty(monitor.Latest("fraud"));
    }

    [Fact]
    public void The_reference_of_a_version_goes_before_that_of_its_model()
    {
        DriftMonitor monitor = Watch(rows: 1);
        monitor.SetReference("fraud", "v2", Reference(amount: 1_000));
        monitor.Observe(Record(V1, 1_000));
        monitor.Observe(Record(V2, 1_000));

        Assert.Equal(1, monitor.Latest("fraud", "v1")[0].Signals[0].Statistics.Ks);
        Assert.Equal(0.5, monitor.Latest("fraud", "v2")[0].Signals[0].Statistics.Ks!.Value, 0.1);
    }

    [Fact]
    public void A_new_reference_closes_the_window_that_was_compared_with_the_old_one_and_no_other()
    {
        DriftMonitor monitor = Watch(rows: 3);
        monitor.Observe(Record(V1, 1));
        monitor.Observe(Record(V2, 1));
        monitor.SetReference("fraud", "v1", Reference(amount: 500));
        monitor.Observe(Record(V1, 1));
        monitor.Observe(Record(V2, 1));
        Assert.Equal((1, 0, 0), monitor.Latest("fraud").Select(w => (w.Rows, w.Index, w.FirstRow)).Single());

        monitor.Close();
        Assert.Equal([(1, 0, 0), (1, 1, 1)], monitor.Latest("fraud", "v1").Select(w => ((int)w.Rows, (int)w.Index, (int)w.FirstRow)));
        Assert.Equal(2, monitor.Latest("fraud", "v2").Single().Rows);
    }

    [Fact]
    public void Windows_by_time_are_closed_by_record_times_and_aligned()
    {
        DriftMonitor monitor = Watch(duration: TimeSpan.FromMinutes(1));
        long minute = 60_000_000;
        foreach (long time in (long[])[minute + 5, minute + 9, (2 * minute) - 1, 2 * minute, minute + 50, 7 * minute])
            monitor.Observe(Record(V1, 1, time: time));

        Assert.Equal([3, 2], monitor.Latest("fraud").Select(w => w.Rows));
        monitor.CloseElapsed((8 * minute) - 1);
        Assert.Equal(2, monitor.Latest("fraud").Length);
        monitor.CloseElapsed(8 * minute);
        Assert.Equal(7 * 60, monitor.Latest("fraud")[^1].From.ToUnixTimeSeconds());
    }

    [Fact]
    public void The_statistics_of_a_number_are_stored_under_the_keys_of_replay()
    {
        DriftMonitor monitor = Watch(rows: 2);
        monitor.Observe(Record(V1, 3));
        monitor.Observe(Record(V1, double.NaN));

        using JsonDocument json = JsonDocument.Parse(_stored.Windows[0].Statistics);
        foreach (string key in (string[])["ks", "ksPValue", "psi", "psiBins", "jensenShannon", "wasserstein", "wassersteinLow", "wassersteinHigh", "mean", "std", "missing", "rows"])
            Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty(key).ValueKind);
        Assert.Equal(0.5, json.RootElement.GetProperty("missing").GetDouble());
        Assert.Equal(2, json.RootElement.GetProperty("rows").GetInt64());
        Assert.Equal(1, json.RootElement.GetProperty("bins").EnumerateArray().Sum(b => b.GetInt64()));
    }

    [Fact]
    public void What_does_not_apply_to_a_category_or_is_not_known_is_null_not_zero()
    {
        DriftMonitor monitor = Watch(rows: 1);
        monitor.Observe(Record(V1, double.NaN, merchant: null));

        using JsonDocument number = JsonDocument.Parse(_stored.Windows[0].Statistics);
        using JsonDocument category = JsonDocument.Parse(_stored.Windows[1].Statistics);
        Assert.All((string[])["ks", "ksPValue", "psi", "jensenShannon", "wasserstein", "mean", "std"], key => Assert.Equal(JsonValueKind.Null, number.RootElement.GetProperty(key).ValueKind));
        Assert.All((string[])["ks", "wasserstein", "mean", "std"], key => Assert.Equal(JsonValueKind.Null, category.RootElement.GetProperty(key).ValueKind));
        Assert.Equal(1, category.RootElement.GetProperty("missing").GetDouble());
    }

    [Fact]
    public void Stored_statistics_read_back_as_they_were()
    {
        DriftMonitor monitor = Watch(rows: 2);
        monitor.Observe(Record(V1, 3, merchant: "new"));
        monitor.Observe(Record(V1, 1e300));

        foreach ((StoredWindow stored, SignalDrift signal) in _stored.Windows.Zip(monitor.Latest("fraud")[0].Signals))
        {
            DriftStatistics read = DriftStatistics.Parse(stored.Statistics);
            Assert.Equal(signal.Statistics.Bins.ToArray(), read.Bins.ToArray());
            Assert.Equal(signal.Statistics, read with { Bins = signal.Statistics.Bins });
        }

        Assert.Throws<FormatException>(() => DriftStatistics.Parse("[]"));
    }

    [Fact]
    public void Unseen_and_missing_categories_are_data()
    {
        DriftMonitor monitor = Watch(rows: 4);
        foreach (string? merchant in (string?[])["m0", "never seen", null, "m1"])
            monitor.Observe(Record(V1, 1, merchant));

        DriftStatistics merchants = monitor.Latest("fraud")[0].Signals[1].Statistics;
        Assert.Equal((0.25, 0.25), (merchants.Missing, merchants.Unseen));
        Assert.Equal([1, 1, 1, 1], merchants.Bins.ToArray());
    }

    [Fact]
    public void Features_that_could_not_be_read_are_unknown_and_the_output_is_still_watched()
    {
        DriftMonitor monitor = Watch(rows: 1);
        monitor.Observe(new PredictionRecord { Version = V1, Output = 0.25 });

        DriftWindow window = monitor.Latest("fraud")[0];
        Assert.Equal([0, 0, 0, 1], window.Signals.Select(s => s.Statistics.Rows));
        Assert.Equal(0.25, window.Signals[3].Statistics.Mean);
    }

    [Fact]
    public void A_feature_whose_kind_the_reference_does_not_share_is_left_out_and_the_others_are_watched()
    {
        var other = new ModelSchema("fraud", [("amount", FeatureKind.Categorical), ("hour", FeatureKind.Numeric)]);
        var builder = new ReferenceBuilder(other);
        builder.Add([1], ["a"]);
        var monitor = new DriftMonitor(new DriftOptions { WindowRows = 1 }, _stored);
        monitor.SetReference("fraud", null, builder.Build());
        monitor.Observe(Record(V1, 1));

        Assert.Equal("hour", Assert.Single(_stored.Windows).Signal);
    }

    [Fact]
    public void Only_the_latest_windows_are_kept_in_memory()
    {
        var monitor = new DriftMonitor(new DriftOptions { WindowRows = 1, KeptWindows = 3 }, _stored);
        monitor.SetReference("fraud", null, Reference(10));
        for (int i = 0; i < 10; i++)
            monitor.Observe(Record(V1, i));

        Assert.Equal([7, 8, 9], monitor.Latest("fraud").Select(w => (int)w.Index));
        Assert.Equal(40, _stored.Windows.Count);
    }

    [Fact]
    public void Observing_a_record_takes_no_memory()
    {
        DriftMonitor monitor = Watch(duration: TimeSpan.FromDays(1));
        byte[] categories = Categories("m1");
        double[] numbers = [3, 12];
        monitor.Observe(Record(V1, numbers, categories));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            monitor.Observe(Record(V1, numbers, categories));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_window_larger_than_the_reference_is_refused_with_both_numbers()
    {
        var monitor = new DriftMonitor(new DriftOptions { WindowRows = 1_000 }, _stored);
        ReferenceException fault = Assert.Throws<ReferenceException>(() => monitor.SetReference("fraud", null, Reference(10)));

        Assert.Contains("1000 rows", fault.Message, StringComparison.Ordinal);
        Assert.Contains("which has 20", fault.Message, StringComparison.Ordinal);
    }

    private DriftMonitor Watch(int rows = 1_000, TimeSpan? duration = null)
    {
        var monitor = new DriftMonitor(new DriftOptions { WindowRows = rows, WindowDuration = duration }, _stored);
        monitor.SetReference("fraud", null, Reference(10));
        return monitor;
    }

    private static ReferenceProfile Reference(double amount)
    {
        var builder = new ReferenceBuilder(Schema);
        for (int i = 0; i < 20; i++)
            builder.Add([amount - 10 + i, i], [i % 2 == 0 ? "m0" : "m1"], i / 20.0);
        return builder.Build();
    }

    private static PredictionRecord Record(
        ServedVersion version, double amount, string? merchant = "m0", double hour = 3, double score = 0.5,
        PredictionStatus status = PredictionStatus.Ok, PredictionVariant variant = PredictionVariant.Champion, long time = 0) => new()
        {
            Version = version,
            Status = status,
            Variant = variant,
            TimeMicroseconds = time,
            Numbers = new[] { amount, hour },
            Categories = new TextList(Categories(merchant), 1),
            Output = score,
        };

    private static PredictionRecord Record(ServedVersion version, double[] numbers, byte[] categories) => new()
    {
        Version = version,
        Numbers = numbers,
        Categories = new TextList(categories, 1),
        Output = 0.5,
    };

    private static byte[] Categories(string? text)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(text ?? "");
        return [.. BitConverter.GetBytes(text is null ? -1 : utf8.Length), .. utf8];
    }

    private sealed class WindowList : IWindowSink
    {
        public List<StoredWindow> Windows { get; } = [];

        public void Add(StoredWindow window) => Windows.Add(window);
    }
}
