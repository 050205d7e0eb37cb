using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Drift;

public class KeptAlarmTests
{
    private static readonly ModelSchema Schema = new("m", [("x", FeatureKind.Numeric), ("y", FeatureKind.Numeric)]);
    private static readonly ServedVersion V1 = new(Schema, "v1", 0);

    private readonly States _states = new();

    [Theory]
    [InlineData(AfterAlarm.Freeze)]
    [InlineData(AfterAlarm.Sequential)]
    public void Restarts_change_nothing_in_what_is_raised_and_when(AfterAlarm after)
    {
        List<Alert> whole = Run(after, restartEvery: int.MaxValue, new States());
        List<Alert> parts = Run(after, restartEvery: 700, _states);

        Assert.NotEmpty(whole);
        Assert.Equal(whole.Select(static alert => (alert.Signal, alert.Kind, alert.Evidence)), parts.Select(static alert => (alert.Signal, alert.Kind, alert.Evidence)));
    }

    [Fact]
    public void Without_being_kept_each_start_is_a_life_of_its_own()
    {
        Feed(Start(new Sink(), options => options.KeepAcrossRestarts = false), 0, 500);
        Assert.Empty(_states.Saved);
    }

    [Fact]
    public void An_alarm_that_was_raised_stays_raised_after_a_restart_until_the_reference_changes()
    {
        var sink = new Sink();
        Feed(Start(sink), 6_000, 7_000);
        Assert.Contains(sink.Alerts, static alert => alert.Signal == "x");

        var again = new Sink();
        Feed(Start(again), 7_000, 9_000);
        Assert.Empty(again.Alerts);

        var renewed = new Sink();
        Feed(Start(renewed, reference: Reference(seed: 2)), 9_000, 10_000);
        Assert.Contains(renewed.Alerts, static alert => alert.Signal == "x");
    }

    [Fact]
    public void States_are_saved_every_ten_seconds_and_with_the_next_tick_after_an_alarm_was_raised()
    {
        DriftMonitor monitor = Start(new Sink());
        Observe(monitor, new Random(1), 0);
        ((IRecordMonitor)monitor).Tick(1_000_000);
        Assert.Equal(1, _states.Count);
        Observe(monitor, new Random(1), 0);
        ((IRecordMonitor)monitor).Tick(10_000_000);
        Assert.Equal(1, _states.Count);
        ((IRecordMonitor)monitor).Tick(11_000_000);
        ((IRecordMonitor)monitor).Tick(22_000_000);
        Assert.Equal(2, _states.Count);

        var random = new Random(3);
        for (int i = 0; i < 500; i++)
            Observe(monitor, random, 3);
        ((IRecordMonitor)monitor).Tick(23_000_000);
        Assert.Equal(3, _states.Count);
    }

    [Fact]
    public void A_new_reference_that_was_collected_is_kept_as_well()
    {
        var sink = new Sink();
        Feed(Start(sink, options => (options.AfterAlarm, options.RebaselineRows) = (AfterAlarm.Rebaseline, 500)), 6_000, 9_000);
        int before = sink.Alerts.Count(static alert => alert.Signal == "x");

        var again = new Sink();
        Feed(Start(again, options => (options.AfterAlarm, options.RebaselineRows) = (AfterAlarm.Rebaseline, 500)), 9_000, 11_000);
        Assert.Equal(1, before);
        Assert.Empty(again.Alerts);
    }

    [Fact]
    public void A_damaged_state_begins_the_alarm_anew()
    {
        Feed(Start(new Sink()), 6_000, 7_000);
        foreach (string key in _states.Saved.Keys.Where(static key => !key.EndsWith("mark", StringComparison.Ordinal)).ToArray())
            _states.Saved[key] = _states.Saved[key][..^400];
        var again = new Sink();
        Feed(Start(again), 7_000, 9_000);

        // The state of "y", the last, is cut off; that of "x" says that its alarm was raised.
        Assert.DoesNotContain(again.Alerts, static alert => alert.Signal is "x" or "y");
        foreach (string key in _states.Saved.Keys.ToArray())
            _states.Saved[key] = [1, 2, 3];
        var third = new Sink();
        Feed(Start(third), 9_000, 10_000);
        Assert.Contains(third.Alerts, static alert => alert.Signal == "x");
    }

    private List<Alert> Run(AfterAlarm after, int restartEvery, States states)
    {
        var sink = new Sink();
        var random = new Random(6);
        DriftMonitor monitor = New();
        for (int row = 0; row < 9_000; row++)
        {
            if (row > 0 && row % restartEvery == 0)
            {
                monitor.Close();
                monitor = New();
            }

            Observe(monitor, random, row is >= 3_000 and < 4_000 || row > 8_000 ? 1 : 0);
        }

        return sink.Alerts;

        DriftMonitor New()
        {
            var options = new DriftOptions { WindowRows = 1_000 };
            options.Alarm.AfterAlarm = after;
            var created = new DriftMonitor(options, sink, sink, states);
            created.SetReference("m", null, Reference(seed: 1));
            return created;
        }
    }

    private DriftMonitor Start(Sink sink, Action<DriftAlarmOptions>? configure = null, ReferenceProfile? reference = null)
    {
        var options = new DriftOptions { WindowRows = 1_000 };
        configure?.Invoke(options.Alarm);
        var monitor = new DriftMonitor(options, sink, sink, _states);
        monitor.SetReference("m", null, reference ?? Reference(seed: 1));
        return monitor;
    }

    /// <summary>Rows from 6,000 on are shifted; the monitor is closed after the last.</summary>
    private static void Feed(DriftMonitor monitor, int from, int to)
    {
        var random = new Random(from);
        for (int row = from; row < to; row++)
            Observe(monitor, random, row >= 6_000 ? 1 : 0);
        monitor.Close();
    }

    private static void Observe(DriftMonitor monitor, Random random, double shift) => monitor.Observe(new PredictionRecord
    {
        Version = V1,
        Numbers = new[] { random.NextDouble() + shift, random.NextDouble() },
        Output = double.NaN,
    });

    private static ReferenceProfile Reference(int seed)
    {
        var random = new Random(seed);
        var builder = new ReferenceBuilder(Schema);
        for (int i = 0; i < 1_000; i++)
            builder.Add([random.NextDouble(), random.NextDouble()], []);
        return builder.Build();
    }

    private sealed class States : IAlarmStates
    {
        public Dictionary<string, byte[]> Saved { get; } = [];

        public int Count { get; private set; }

        public byte[]? Find(string key) => Saved.GetValueOrDefault(key);

        public void Save(string key, ReadOnlySpan<byte> state)
        {
            Saved[key] = state.ToArray();
            Count += key.EndsWith("mark", StringComparison.Ordinal) ? 0 : 1;
        }
    }

    private sealed class Sink : IWindowSink, IAlertSink
    {
        public List<Alert> Alerts { get; } = [];

        public void Add(StoredWindow window)
        {
        }

        public void Add(Alert alert) => Alerts.Add(alert);
    }
}
