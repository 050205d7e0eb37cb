using System.Text;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.References;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Tests.Drift;

/// <summary>Alarms take in some rows together. What they raise, and for which row, and what they keep is what it is row by row.</summary>
public class AlarmBlockTests
{
    private static readonly ModelSchema Schema = new("m", Enumerable.Range(0, 12).Select(static i => ($"f{i}", i % 5 == 4 ? FeatureKind.Categorical : FeatureKind.Numeric)));
    private static readonly ServedVersion V1 = new(Schema, "v1", 0);

    [Theory]
    [InlineData(AfterAlarm.Freeze, 1_000)]
    [InlineData(AfterAlarm.Freeze, 7)]
    [InlineData(AfterAlarm.Rebaseline, 1_000)]
    [InlineData(AfterAlarm.Rebaseline, 250)]
    [InlineData(AfterAlarm.Sequential, 1_000)]
    [InlineData(AfterAlarm.Sequential, 7)]
    public void Rows_taken_in_together_raise_and_keep_what_they_do_one_by_one(AfterAlarm after, int windowRows)
    {
        Sink together = Run(after, windowRows, settleEach: false);
        Sink each = Run(after, windowRows, settleEach: true);

        Assert.True(together.Alerts.Count > 3, $"{together.Alerts.Count} alerts");
        Assert.Equal(each.Alerts, together.Alerts);
        Assert.Equal(each.Windows, together.Windows);
        Assert.Equal(each.States.Keys, together.States.Keys);
        Assert.All(each.States, state => Assert.Equal(state.Value, together.States[state.Key]));
    }

    [Fact]
    public void An_alert_comes_with_its_block_at_the_latest_and_at_once_when_no_more_rows_are_there()
    {
        var lag = new List<long>();
        foreach (int settleEvery in (int[])[1, 5, 1_000])
        {
            var sink = new Sink();
            DriftMonitor monitor = Watch(sink, AfterAlarm.Freeze, windowRows: 1_000);
            var rows = new Rows();
            for (int row = 0; row < 3_000 && sink.Alerts.Count == 0; row++)
            {
                rows.Observe(monitor, row);
                if (row % settleEvery == settleEvery - 1)
                    ((IRecordMonitor)monitor).Settle();
            }

            lag.Add(rows.Last - sink.Alerts[0].Row);
        }

        Assert.Equal(0, lag[0]);
        Assert.InRange(lag[1], 0, 4);
        Assert.InRange(lag[2], 0, 31);
    }

    private static Sink Run(AfterAlarm after, int windowRows, bool settleEach)
    {
        var sink = new Sink();
        DriftMonitor monitor = Watch(sink, after, windowRows);
        var rows = new Rows();
        for (int row = 0; row < 9_000; row++)
        {
            rows.Observe(monitor, row);
            if (settleEach)
                ((IRecordMonitor)monitor).Settle();
        }

        monitor.Close();
        return sink;
    }

    private static DriftMonitor Watch(Sink sink, AfterAlarm after, int windowRows)
    {
        var options = new DriftOptions { WindowRows = windowRows };
        (options.Alarm.AfterAlarm, options.Alarm.RebaselineRows, options.Alarm.RowsBetweenFalseAlarms) = (after, 500, 2_000);
        var monitor = new DriftMonitor(options, sink, sink, sink);
        monitor.SetReference("m", null, new Rows(seed: 3).Reference(1_000));
        return monitor;
    }

    /// <summary>Rows that drift now and then, some of them with features that could not be read.</summary>
    private sealed class Rows(int seed = 7)
    {
        private readonly Random _random = new(seed);
        private readonly double[] _numbers = new double[Schema.NumericCount];
        private readonly string?[] _texts = new string?[Schema.CategoricalCount];

        public long Last { get; private set; }

        public void Observe(DriftMonitor monitor, int row)
        {
            Draw(row);
            Last = row;
            bool unread = row % 501 == 77;
            monitor.Observe(new PredictionRecord
            {
                Id = new PredictionId(1, (ulong)row),
                Version = V1,
                TimeMicroseconds = row * 1_000L,
                Numbers = unread ? default : _numbers,
                Categories = unread ? default : Texts(),
                Output = _random.NextDouble(),
            });
        }

        public ReferenceProfile Reference(int rows)
        {
            var builder = new ReferenceBuilder(Schema);
            for (int row = 0; row < rows; row++)
            {
                Draw(0);
                builder.Add(_numbers, _texts, _random.NextDouble());
            }

            return builder.Build();
        }

        private void Draw(int row)
        {
            foreach (ref double number in _numbers.AsSpan())
                number = _random.NextDouble();
            foreach (ref string? text in _texts.AsSpan())
                text = _random.Next(20) == 0 ? null : "c" + _random.Next(5);
            _numbers[2] = _random.Next(4);
            _numbers[0] += row is > 2_000 and < 3_000 or > 6_000 ? 0.6 : 0;
            _numbers[1] *= row > 2_500 ? 1.3 : 1;
            _numbers[4] = row % 97 == 0 ? double.PositiveInfinity : _numbers[4];
            if (row > 4_000 && row % 5 == 0)
                (_texts[0], _numbers[3]) = ("new", double.NaN);
        }

        private TextList Texts()
        {
            var bytes = new List<byte>();
            foreach (string? text in _texts)
            {
                bytes.AddRange(BitConverter.GetBytes(text?.Length ?? -1));
                bytes.AddRange(Encoding.UTF8.GetBytes(text ?? ""));
            }

            return new TextList(bytes.ToArray(), _texts.Length);
        }
    }

    private sealed class Sink : IWindowSink, IAlertSink, IAlarmStates
    {
        public List<StoredWindow> Windows { get; } = [];

        public List<Alert> Alerts { get; } = [];

        public Dictionary<string, byte[]> States { get; } = [];

        public void Add(StoredWindow window) => Windows.Add(window);

        public void Add(Alert alert) => Alerts.Add(alert);

        public byte[]? Find(string key) => States.GetValueOrDefault(key);

        public void Save(string key, ReadOnlySpan<byte> state) => States[key] = state.ToArray();
    }
}
