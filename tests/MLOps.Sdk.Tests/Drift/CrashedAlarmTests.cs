using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;
using MLOps.Sdk.Tests.Faults;

namespace MLOps.Sdk.Tests.Drift;

/// <summary>An app that is killed saves nothing any more: what its alarms had seen since the last save is in the log.</summary>
public sealed class CrashedAlarmTests
{
    private static readonly ModelSchema Schema = new("m", [("x", FeatureKind.Numeric), ("shop", FeatureKind.Categorical)]);
    private static readonly ServedVersion V1 = new(Schema, "v1", 0);

    [Theory]
    [InlineData(AfterAlarm.Freeze)]
    [InlineData(AfterAlarm.Sequential)]
    public void A_crash_at_any_row_changes_nothing_in_what_is_raised(AfterAlarm after)
    {
        List<Alert> whole = Run(after, crashEvery: int.MaxValue);
        List<Alert> crashed = Run(after, crashEvery: 370);

        Assert.NotEmpty(whole);
        Assert.Equal(whole.Select(static alert => (alert.Signal, alert.Kind, alert.Evidence)), crashed.Select(static alert => (alert.Signal, alert.Kind, alert.Evidence)));
    }

    [Fact]
    public async Task An_app_over_a_store_that_an_ended_one_left_goes_on_from_the_log_where_its_alarms_were_saved_last()
    {
        using var crashed = new TemporaryDirectory();
        using var whole = new TemporaryDirectory();
        await UseAsync(crashed.Path, from: 0);
        await UseAsync(whole.Path, from: 0);
        Dictionary<string, byte[]> saved = Directory.GetFiles(Path.Combine(crashed.Path, "alarms"), "*.alarm").ToDictionary(static file => file, File.ReadAllBytes);
        await UseAsync(crashed.Path, from: 150);
        await UseAsync(whole.Path, from: 150);
        Assert.NotEmpty(saved);
        foreach ((string file, byte[] state) in saved)
            await File.WriteAllBytesAsync(file, state);

        Assert.Equal(await UseAsync(whole.Path, from: 300), await UseAsync(crashed.Path, from: 300));
    }

    [Fact]
    public void Rows_of_other_apps_shadow_answers_and_failures_are_not_taken_in()
    {
        var log = new Log();
        var missed = new MissedRecords(log);
        for (int i = 0; i < 10; i++)
            log.Rows.Add(Row(i, 0) with { Variant = i == 7 ? PredictionVariant.Shadow : PredictionVariant.Champion });
        log.Rows.Add(Row(10, 0) with { Id = new PredictionId(99, 10) });
        var seen = new List<ulong>();

        missed.After(V1, shadow: false, new PredictionId(1, 4), 4, (in PredictionRecord record) => seen.Add(record.Id.Sequence));

        Assert.Equal([5, 6, 8, 9], seen);
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

    /// <summary>Makes 150 predictions and gives the wealth at the end.</summary>
    private static async Task<double?> UseAsync(string directory, int from)
    {
        using (var app = new App(directory, model: static model => model.Reference(Enumerable.Range(0, 1_000).Select(static i => ((double)i, -(double)i)))))
        {
            await app.PredictAsync(150, from);
        }

        using var log = new Sdk.Storage.Sqlite.SqlitePredictionLog(directory);
        IReadOnlyList<StoredWindow> windows = await log.WindowsAsync(new WindowQuery("model"));
        return MLOps.Sdk.Drift.Windows.DriftStatistics.Parse(windows.Last(static window => window.Signal == "x").Statistics).LogWealth;
    }

    private static List<Alert> Run(AfterAlarm after, int crashEvery)
    {
        var sink = new Sink();
        var states = new States();
        var log = new Log();
        var random = new Random(6);
        DriftMonitor monitor = New();
        for (int row = 0; row < 6_000; row++)
        {
            // A tick now and then, so that some is saved; then the app is gone, without a word.
            if (row > 0 && row % crashEvery == 0)
                monitor = New();
            if (row % 200 == 100)
                ((IRecordMonitor)monitor).Tick(row * 1_000_000L);
            LoggedPrediction logged = Row(row, random.NextDouble() + (row is >= 2_000 and < 3_000 || row > 5_000 ? 0.5 : 0));
            monitor.Observe(new LoggedRecords(Schema).Of(logged, V1));
            log.Rows.Add(logged); // no store is ahead of the monitors
        }

        return sink.Alerts;

        DriftMonitor New()
        {
            var options = new DriftOptions { WindowRows = 1_000 };
            options.Alarm.AfterAlarm = after;
            var created = new DriftMonitor(options, sink, sink, states) { Missed = new MissedRecords(log) };
            created.SetReference("m", null, Reference());
            return created;
        }
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
            new(new PredictionPage([.. Rows.Where(row => row.Time >= query.From)], null));

        public ValueTask<IReadOnlyList<StoredWindow>> WindowsAsync(WindowQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Alert>> AlertsAsync(AlertQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<UsageRow>> UsageAsync(UsageQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private sealed class States : IAlarmStates
    {
        private readonly Dictionary<string, byte[]> _saved = [];

        public byte[]? Find(string key) => _saved.GetValueOrDefault(key);

        public void Save(string key, ReadOnlySpan<byte> state) => _saved[key] = state.ToArray();
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
