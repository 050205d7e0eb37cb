using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.Derived;
using MLOps.Sdk.Drift.Multivariate;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Drift.Segments;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Drift;

/// <summary>An app that is killed saves nothing any more: what its alarms had seen since the last save is in the log.</summary>
public sealed class CrashedAlarmTests
{
    private static readonly ModelSchema Schema = new("m", [("x", FeatureKind.Numeric), ("shop", FeatureKind.Categorical)]);
    private static readonly ServedVersion V1 = new(Schema, "v1", 0);

    [Theory]
    [InlineData(AfterAlarm.Freeze)]
    [InlineData(AfterAlarm.Sequential)]
    [InlineData(AfterAlarm.Rebaseline)]
    public void A_crash_at_any_row_changes_nothing_in_what_is_raised(AfterAlarm after)
    {
        Sink whole = Run(after, crashEvery: int.MaxValue);
        Sink crashed = Run(after, crashEvery: 370);

        Assert.All((string[])["drift", "drift[shop=ab]", "drift.derived", "drift.multivariate"], monitor => Assert.Contains(whole.Alerts, alert => alert.Monitor == monitor));
        Assert.Equal(Told(whole), Told(crashed));
        Assert.Equal(whole.Wealth, crashed.Wealth);
        Assert.All(crashed.Alerts.Where(static alert => !alert.Monitor.Contains('[', StringComparison.Ordinal)), static alert => Assert.Equal(RowOf(alert) % 370, alert.Row));

        // What was raised and not saved is raised again for the same row: a store takes it once.
        // Windows are not made up for, and neither is what tests them.
        static IEnumerable<object> Told(Sink sink) => sink.Alerts.Where(static alert => alert.Kind != "mmd-test").OrderBy(RowOf).ThenBy(static alert => alert.Monitor, StringComparer.Ordinal).ThenBy(static alert => alert.Signal, StringComparer.Ordinal)
            .Select(static alert => (object)(alert.Monitor, alert.Signal, alert.Kind, alert.Evidence, RowOf(alert))).Distinct();

        static long RowOf(Alert alert) => (alert.Time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    [Fact]
    public void What_an_ended_app_left_in_its_ring_holds_nobody_up_and_is_taken_in_when_it_is_there()
    {
        var ended = new Sink();
        var sink = new Sink(ended);
        var log = new Log();
        using var complete = new ManualResetEventSlim();
        IRecordMonitor first = Watch(ended, AfterAlarm.Freeze, new MissedRecords(log))[0];
        for (int row = 0; row < 500; row++)
            Show(first, log, Row(row, 0.5 + (row % 2)));
        IRecordMonitor second = Watch(sink, AfterAlarm.Freeze, new MissedRecords(log, complete))[0];
        Show(second, log, Row(500, 0.5));
        second.Tick(0);
        Assert.Empty(sink.Alerts);

        complete.Set();
        second.Tick(1_000_000);
        Assert.InRange(sink.Alerts.First(static alert => alert.Signal == "x").Row, 10, 200);
    }

    [Fact]
    public void Rows_of_other_apps_shadow_answers_and_failures_are_not_taken_in()
    {
        var log = new Log();
        var missed = new MissedRecords(log);
        for (int i = 0; i < 10; i++)
        {
            log.Rows.Add(Row(i, 0) with
            {
                Variant = i == 7 ? PredictionVariant.Shadow : PredictionVariant.Champion,
                Status = i == 8 ? PredictionStatus.Failed : PredictionStatus.Ok,
            });
        }

        log.Rows.Add(Row(10, 0) with { Id = new PredictionId(99, 10) });

        Assert.Equal([5, 6, 9], Behind(new LogMark(new PredictionId(1, 4), 4, IsSeen: true)));
        Assert.Equal([4, 5, 6, 9], Behind(new LogMark(new PredictionId(1, 4), 4, IsSeen: false)));
        log.Rows.RemoveAt(4);
        Assert.Equal([5, 6, 9], Behind(new LogMark(new PredictionId(1, 4), 4, IsSeen: true)));

        List<ulong> Behind(LogMark mark)
        {
            var seen = new List<ulong>();
            missed.Replay(V1, shadow: false, mark, (in PredictionRecord record, long _) => seen.Add(record.Id.Sequence));
            return seen;
        }
    }

    [Fact]
    public void A_logged_prediction_is_the_record_that_it_was()
    {
        PredictionRecord record = new LoggedRecords(Schema).Of(Row(3, 0.25) with { Tags = new Dictionary<string, string> { ["tenant"] = "é" }, OutputLabel = "no", Output = null }, V1);

        Assert.Equal([0.25], record.Numbers.ToArray());
        TextList.Enumerator shops = record.Categories.GetEnumerator();
        Assert.True(shops.MoveNext() && shops.Current.SequenceEqual("ab"u8) && !shops.MoveNext());
        TextList.Enumerator tags = record.Tags.GetEnumerator();
        Assert.True(tags.MoveNext() && tags.Current.SequenceEqual("tenant"u8) && tags.MoveNext() && tags.Current.SequenceEqual("é"u8));
        Assert.True(double.IsNaN(record.Output) && record.OutputLabel.SequenceEqual("no"u8));
        Assert.Equal(3, record.TimeMicroseconds);
    }

    private static Sink Run(AfterAlarm after, int crashEvery)
    {
        var sink = new Sink();
        var log = new Log();
        var random = new Random(6);
        IRecordMonitor[] monitors = Watch(sink, after, new MissedRecords(log));
        for (int row = 0; row < 6_000; row++)
        {
            // A tick now and then, so that some is saved; then the app is gone, without a word.
            if (row > 0 && row % crashEvery == 0)
                monitors = Watch(sink, after, new MissedRecords(log));
            if (row % 200 == 100)
                Array.ForEach(monitors, monitor => monitor.Tick(row * 1_000_000L));
            LoggedPrediction logged = Row(row, random.NextDouble() + (row is >= 2_000 and < 3_000 || row > 5_000 ? 0.5 : 0));
            foreach (IRecordMonitor monitor in monitors)
                monitor.Observe(new LoggedRecords(Schema).Of(logged, V1));
            log.Rows.Add(logged); // no store is ahead of the monitors
        }

        Array.ForEach(monitors, static monitor => monitor.Close());
        return sink;
    }

    private static IRecordMonitor[] Watch(Sink sink, AfterAlarm after, MissedRecords missed)
    {
        var options = new DriftOptions { WindowRows = 500 };
        (options.Alarm.AfterAlarm, options.Alarm.RebaselineRows) = (after, 500);
        ReferenceProfile reference = Reference();
        var drift = new DriftMonitor(options, sink, sink, sink) { Missed = missed };
        drift.SetSegments("m", new SegmentOptions("shop") { Top = 1, ReferenceRows = 1_000 });
        drift.SetSegmentReferences("m", new SegmentReferences("shop", [("ab", reference)], null));
        drift.SetReference("m", null, reference);
        var derived = new DerivedMonitor(options, sink, sink, sink) { Missed = missed };
        var random = new Random(2);
        var doubled = new ReferenceBuilder(new ModelSchema("m", [("double", FeatureKind.Numeric)]));
        for (int i = 0; i < 1_000; i++)
            doubled.Add([2 * random.NextDouble()], []);
        derived.Watch("m", [new DerivedSignals(["double"], static (in PredictionRecord record, Span<double> values) => values[0] = 2 * record.Numbers[0], doubled.Build())]);
        var vectors = new MultivariateMonitor(options, sink, sink, sink) { Missed = missed };
        vectors.SetEmbedding("m", MultivariateReference.OfEmbedding("e", [.. Enumerable.Range(0, 2_000).Select(_ => new[] { random.NextDouble() })]), static (in PredictionRecord record, Span<double> values) => values[0] = record.Numbers[0]);
        return [drift, derived, vectors];
    }

    private static void Show(IRecordMonitor monitor, Log log, LoggedPrediction logged)
    {
        monitor.Observe(new LoggedRecords(Schema).Of(logged, V1));
        log.Rows.Add(logged);
    }

    private static LoggedPrediction Row(int row, double x) => new()
    {
        Id = new PredictionId(1, (ulong)row),
        Time = DateTimeOffset.UnixEpoch.AddTicks(row * TimeSpan.TicksPerMicrosecond),
        Model = "m",
        Version = "v1",
        Position = row + 1,
        Features = new Dictionary<string, object?> { ["x"] = x, ["shop"] = "ab" },
    };

    private static ReferenceProfile Reference()
    {
        var random = new Random(1);
        var builder = new ReferenceBuilder(Schema);
        for (int i = 0; i < 1_000; i++)
            builder.Add([random.NextDouble()], ["ab"]);
        return builder.Build();
    }

    private sealed class Log : IPredictionLog
    {
        public List<LoggedPrediction> Rows { get; } = [];

        public ValueTask<LoggedPrediction?> FindAsync(PredictionId id, CancellationToken cancellationToken = default) => new(Rows.Find(row => row.Id == id));

        public ValueTask<PredictionPage> QueryAsync(PredictionQuery query, CancellationToken cancellationToken = default) =>
            new(new PredictionPage([.. Rows.Where(row => row.Time >= query.From && row.Position > query.BehindPosition).Take(100)], null));

        public ValueTask<IReadOnlyList<StoredWindow>> WindowsAsync(WindowQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Alert>> AlertsAsync(AlertQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<UsageRow>> UsageAsync(UsageQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private sealed class Sink(Sink? before = null) : IWindowSink, IAlertSink, IAlarmStates
    {
        private readonly Dictionary<string, byte[]> _saved = before?._saved ?? [];

        public List<Alert> Alerts { get; } = [];

        /// <summary>The wealth of each signal at the end of its latest window.</summary>
        public SortedDictionary<string, double?> Wealth { get; } = new(StringComparer.Ordinal);

        public void Add(StoredWindow window) => Wealth[$"{window.Monitor} {window.Signal}"] = DriftStatistics.Parse(window.Statistics).LogWealth;

        public void Add(Alert alert) => Alerts.Add(alert);

        public byte[]? Find(string key) => _saved.GetValueOrDefault(key);

        public void Save(string key, ReadOnlySpan<byte> state) => _saved[key] = state.ToArray();
    }
}
