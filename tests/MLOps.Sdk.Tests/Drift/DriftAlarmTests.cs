using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Drift;

public class DriftAlarmTests
{
    private const int ReferenceRows = 1_000;
    private static readonly ModelSchema Schema = new("fraud", [("amount", FeatureKind.Numeric), ("hour", FeatureKind.Numeric), ("merchant", FeatureKind.Categorical)]);
    private static readonly ServedVersion V1 = new(Schema, "v1", 0);
    private static readonly string[] Merchants = ["shop", "cafe", "kiosk"];

    private readonly WindowQueue _queue = new();
    private readonly Sink _sink = new();

    [Fact]
    public void A_number_that_moves_is_named_with_row_rate_evidence_owner_and_playbook()
    {
        DriftMonitor monitor = Watch(alarm => alarm.Route("amount", owner: "risk-team", playbook: "https://wiki/amount").Alpha = 0.01);
        Feed(monitor, 3_000);
        Assert.Empty(_sink.Alerts);
        Feed(monitor, 500, shift: 1);

        Alert alert = _sink.Alerts.Single(alert => alert.Signal == "amount");
        Assert.Equal(("fraud", "v1", "drift", "e-mixture", 0.01), (alert.Model, alert.Version, alert.Monitor, alert.Kind, alert.FalseAlarmRate));
        Assert.InRange(alert.Row, 3_000, 3_200);
        Assert.Equal(alert.Row, alert.Time.ToUnixTimeSeconds());
        Assert.Equal(("risk-team", "https://wiki/amount"), (alert.Owner, alert.Playbook));
        Assert.Contains("\"logWealth\":", alert.Evidence, StringComparison.Ordinal);
        Alert all = _sink.Alerts.Single(alert => alert.Signal == Alert.AllSignals);
        Assert.Equal("e-mixture-mean", all.Kind);
        Assert.True(all.Row <= alert.Row);
        Assert.Contains("amount", all.Message, StringComparison.Ordinal);
        Assert.Null(all.Owner);
    }

    [Fact]
    public void A_new_category_is_named()
    {
        DriftMonitor monitor = Watch();
        Feed(monitor, 1_000);
        Feed(monitor, 1_000, merchant: "casino");

        Assert.InRange(_sink.Alerts.Single(alert => alert.Signal == "merchant").Row, 1_000, 1_100);
    }

    [Fact]
    public void A_category_of_many_rare_values_does_not_alarm_by_itself()
    {
        DriftMonitor monitor = Watch(merchants: 2_000);
        Feed(monitor, 5_000, merchants: 2_000);

        Assert.Empty(_sink.Alerts);
    }

    [Fact]
    public void The_same_rows_raise_the_same_alarms_and_another_seed_decides_ties_otherwise()
    {
        double[] Wealth(ulong seed)
        {
            DriftMonitor monitor = Watch(alarm => alarm.Seed = seed);
            Feed(monitor, 1_000);
            return [.. monitor.Latest("fraud")[^1].Signals.Select(signal => signal.Statistics.LogWealth!.Value)];
        }

        Assert.Equal(Wealth(1), Wealth(1));
        Assert.NotEqual(Wealth(1), Wealth(2));
    }

    [Fact]
    public void Wealth_is_kept_with_each_window_and_shows_the_change()
    {
        DriftMonitor monitor = Watch(alarm => alarm.AfterAlarm = AfterAlarm.Freeze);
        Feed(monitor, 1_000);
        Feed(monitor, 1_000, shift: 2);

        DriftWindow[] windows = [.. monitor.Latest("fraud")];
        Assert.InRange(Of(windows[1], "amount").LogWealth!.Value, -Math.Log(0.05 / 4), 12);
        Assert.InRange(Of(windows[1], "hour").LogWealth!.Value, -5, 3);
        DriftStatistics read = DriftStatistics.Parse(Of(windows[1], "amount").ToJson());
        Assert.Equal(Of(windows[1], "amount").LogWealth, read.LogWealth);
    }

    [Fact]
    public void Frozen_there_is_one_alarm_however_long_the_drift_lasts()
    {
        DriftMonitor monitor = Watch();
        Feed(monitor, 5_000, shift: 1);
        Feed(monitor, 5_000, shift: -2);

        Assert.Single(_sink.Alerts, alert => alert.Signal == "amount");
    }

    [Fact]
    public void A_change_too_small_to_matter_raises_nothing_of_a_signal_or_of_all_together()
    {
        DriftMonitor monitor = Watch(alarm => alarm.MinimumEffect = 0.4);
        Feed(monitor, 20_000, shift: 0.5);
        Assert.Empty(_sink.Alerts);
        Feed(monitor, 5_000, shift: 3);

        Assert.Equal(["*", "amount"], _sink.Alerts.Select(static alert => alert.Signal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rebaselined_the_next_rows_are_the_reference_and_a_second_change_is_seen()
    {
        DriftMonitor monitor = Watch(alarm => alarm.AfterAlarm = AfterAlarm.Rebaseline);
        Feed(monitor, 2_000);
        Feed(monitor, 4_000, shift: 1);
        Feed(monitor, 1_000, shift: 2);

        long[] rows = [.. _sink.Alerts.Where(alert => alert.Signal == "amount").Select(alert => alert.Row)];
        Assert.Equal(2, rows.Length);
        Assert.InRange(rows[0], 2_000, 2_200);
        Assert.InRange(rows[1], 6_000, 6_200);
    }

    [Fact]
    public void In_sequential_mode_a_lasting_drift_is_one_change_and_a_later_one_another()
    {
        DriftMonitor monitor = Watch(alarm => alarm.AfterAlarm = AfterAlarm.Sequential);
        Feed(monitor, 2_000);
        Feed(monitor, 30_000, shift: 1);
        Feed(monitor, 1_000, shift: -1);

        long[] rows = [.. _sink.Alerts.Where(alert => alert.Signal == "amount").Select(alert => alert.Row)];
        Assert.InRange(rows.Length, 2, 4);
        Assert.InRange(rows[^1], 32_000, 32_300);
    }

    [Fact]
    public void Signals_that_are_ignored_raise_nothing_and_leave_their_share_of_alpha_to_the_others()
    {
        DriftMonitor monitor = Watch(alarm => alarm.Ignore("amount", "prediction", "merchant"));
        Feed(monitor, 1_000, shift: 3);

        Assert.Empty(_sink.Alerts);
        Assert.Null(Of(monitor.Latest("fraud")[0], "amount").LogWealth);
        Assert.NotNull(Of(monitor.Latest("fraud")[0], "hour").LogWealth);
    }

    [Fact]
    public void Tests_of_windows_raise_once_for_a_change_and_not_for_chance()
    {
        DriftMonitor monitor = Watch(alarm => alarm.Method = AlarmMethod.Windows);
        Feed(monitor, 20_000);
        Assert.Empty(_sink.Alerts);
        Feed(monitor, 3_000, shift: 0.5);

        Alert alert = Assert.Single(_sink.Alerts);
        Assert.Equal(("amount", "window-test", 0.05, 20_999), (alert.Signal, alert.Kind, alert.FalseAlarmRate, alert.Row));
    }

    [Fact]
    public void Tests_of_windows_see_missing_values_and_new_categories()
    {
        DriftMonitor monitor = Watch(alarm => alarm.Method = AlarmMethod.Windows);
        Feed(monitor, 1_000, missing: 0.1, merchant: "casino");

        Assert.Equal(["amount", "merchant"], _sink.Alerts.Select(alert => alert.Signal).Order());
    }

    [Fact]
    public void A_threshold_raises_after_enough_windows_and_again_only_after_it_was_clear()
    {
        DriftMonitor monitor = Watch(alarm =>
        {
            alarm.Method = AlarmMethod.Thresholds;
            alarm.RaiseWindows = 2;
        });
        foreach (double shift in (double[])[0, 1, 0, 1, 1, 1, 0.35, 1, 1, 0, 1, 1])
            Feed(monitor, 1_000, shift: shift);

        Alert[] alerts = [.. _sink.Alerts];
        Assert.All(alerts, alert => Assert.Equal(("amount", "threshold", null), (alert.Signal, alert.Kind, alert.FalseAlarmRate)));
        Assert.Equal([4_999L, 11_999L], alerts.Select(alert => alert.Row));
    }

    [Fact]
    public void Bounds_say_what_chance_reaches_in_a_window_of_this_size()
    {
        DriftMonitor monitor = Watch();
        Feed(monitor, 1_080);
        monitor.Close();

        DriftStatistics large = Of(monitor.Latest("fraud")[0], "amount"), small = Of(monitor.Latest("fraud")[1], "amount");
        Assert.InRange(large.PsiBound!.Value, 0.04, 0.05);
        Assert.InRange(small.PsiBound!.Value, 0.25, 0.32);
        Assert.InRange(large.KsBound!.Value, 0.07, 0.08);
        Assert.True(small.Psi < small.PsiBound);
        Assert.Null(Of(monitor.Latest("fraud")[0], "merchant").KsBound);
        Assert.NotNull(Of(monitor.Latest("fraud")[0], "merchant").PsiBound);
    }

    [Fact]
    public void Alarms_take_no_memory_for_a_row()
    {
        DriftMonitor monitor = Watch();
        Feed(monitor, 999);
        byte[] categories = Text("shop");
        double[] numbers = [0, 12];
        var record = new PredictionRecord { Version = V1, Numbers = numbers, Categories = new TextList(categories, 1), Output = 0.5 };
        monitor.Observe(record);
        monitor.Observe(record);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
            monitor.Observe(record);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Options_out_of_range_are_refused_with_value_limit_and_model()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => Watch(alarm =>
        {
            alarm.Alpha = 1.5;
            alarm.ClearBelow = 0.3;
            alarm.Method = AlarmMethod.Thresholds;
            alarm.AfterAlarm = AfterAlarm.Rebaseline;
        }));
        Assert.Contains("model 'fraud': Alpha is 1.5", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ClearBelow is 0.3; it must be between 0 and RaiseAt, which is 0.2", fault.Message, StringComparison.Ordinal);
        Assert.Contains("only EMixture can go on", fault.Message, StringComparison.Ordinal);
    }

    private DriftMonitor Watch(Action<DriftAlarmOptions>? alarm = null, int merchants = 3)
    {
        var monitor = new DriftMonitor(new DriftOptions(), _queue, _sink);
        monitor.SetAlarm("fraud", alarm ?? (static _ => { }));
        var random = new Random(5);
        var builder = new ReferenceBuilder(Schema);
        for (int i = 0; i < ReferenceRows; i++)
            builder.Add([Normal(random), random.Next(24)], [Merchant(random, merchants)], random.NextDouble());
        monitor.SetReference("fraud", null, builder.Build());
        _random = new Random(6);
        _fed = 0;
        return monitor;
    }

    private Random _random = new(6);
    private long _fed;

    private void Feed(DriftMonitor monitor, int rows, double shift = 0, double missing = 0, string? merchant = null, int merchants = 3)
    {
        for (int i = 0; i < rows; i++)
        {
            double amount = _random.NextDouble() < missing ? double.NaN : Normal(_random) + shift;
            monitor.Observe(new PredictionRecord
            {
                Version = V1,
                TimeMicroseconds = 1_000_000 * _fed++,
                Numbers = new[] { amount, _random.Next(24) },
                Categories = new TextList(Text(merchant is not null && i % 2 == 0 ? merchant : Merchant(_random, merchants)), 1),
                Output = _random.NextDouble(),
            });
        }
    }

    private static string Merchant(Random random, int merchants) => merchants == 3 ? Merchants[random.Next(3)] : $"m{random.Next(merchants)}";

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static DriftStatistics Of(DriftWindow window, string signal) => window.Signals.Single(drift => drift.Signal == signal).Statistics;

    private static byte[] Text(string text)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes(utf8.Length), .. utf8];
    }

    private sealed class Sink : IAlertSink
    {
        public List<Alert> Alerts { get; } = [];

        public void Add(Alert alert) => Alerts.Add(alert);
    }
}
