using MLOps.Sdk.Benchmarks.Alarms;
using MLOps.Sdk.Benchmarks.Calls;
using MLOps.Sdk.Drift;
using MLOps.Sdk.Quality;
using MLOps.Sdk.Quality.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Alarms;
using MLOps.Sdk.Statistics.Cells;
using MLOps.Sdk.Statistics.Sketches;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Benchmarks.Signals;

/// <summary>What the monitors do for one value of a watched number, part by part, and for whole rows of 16 numbers and an output.</summary>
internal sealed class SignalCases
{
    public const int Values = 4_096;
    public const int Signals = Watching.Features + 1;
    private const int Bins = 26;
    private readonly Draws _draws = new(5);
    private readonly double[] _values = new double[Values];
    private readonly double[] _ranks = new double[Values];
    private readonly int[] _bins = new int[Values];
    private readonly double[] _smooth = new double[RowsAhead.Rows];
    private readonly Wealth[] _wealth = new Wealth[RowsAhead.Rows];
    private readonly NumericAlarm _alarm;
    private readonly ConformalRanks _conformal = new(new long[Bins], 1);
    private readonly HistogramBets _histograms = new(100, 1_000);
    private readonly BettingMixture _mixture = new(sequential: false, limit: 1e6);
    private readonly RecentShares _recent = new(Enumerable.Repeat(40L, Bins).ToArray(), ordered: true);
    private readonly NumericCounter _counter;
    private readonly NumberWatch _quality;
    private readonly DistinctCount _distinct = new();
    private readonly DriftMonitor _drift;
    private readonly DriftMonitor _windows;
    private readonly QualityMonitor _qualities;
    private readonly ServedVersion _version;
    private long _row;

    public SignalCases()
    {
        double[] reference = Watching.Values(625, seed: 7);
        NumericBaseline baseline = NumericBaseline.FromValues(reference);
        _alarm = NumericAlarm.FromBaseline(baseline);
        _counter = new NumericCounter(baseline.Cells);
        _quality = new NumberWatch(new ColumnRule { Name = "f", Kind = FeatureKind.Numeric, Minimum = -5, Maximum = 5, MaximumOutOfRange = 0.01, MaximumMissing = 0.01, MinimumDistinct = 2, MaximumRun = 100 }, null, null);
        var schema = new ModelSchema("signals", Enumerable.Range(0, Watching.Features).Select(static i => ($"f{i}", FeatureKind.Numeric)));
        _version = new ServedVersion(schema, "1", 0);
        var windows = new WindowQueue();
        _drift = Watching.Of(schema, windows, windows);
        _windows = Watching.Of(schema, windows);
        _qualities = new QualityMonitor(_drift, new DriftOptions(), windows, windows);
        _qualities.SetOptions("signals", new QualityOptions());
    }

    /// <summary>Draws other values of the same kind: were they the same over and over, alarms would be raised and look no more.</summary>
    public void Renew()
    {
        for (int i = 0; i < Values; i++)
        {
            _values[i] = Math.Round(_draws.Normal(), 4);
            _ranks[i] = _draws.Unit();
            _bins[i] = (int)(_ranks[i] * Bins);
        }
    }

    public void Ranks()
    {
        for (int from = 0; from < _bins.Length; from += RowsAhead.Rows)
            _conformal.Next(_bins.AsSpan(from, RowsAhead.Rows), _smooth);
    }

    public void Histograms()
    {
        for (int from = 0; from < _ranks.Length; from += RowsAhead.Rows)
        {
            _histograms.Prepare();
            LearnedBets bets = _histograms.Begin();
            foreach (double rank in _ranks.AsSpan(from, RowsAhead.Rows))
                bets.Next(rank);
            _histograms.End(bets);
        }
    }

    public void Mixture()
    {
        for (int from = 0; from < _ranks.Length; from += RowsAhead.Rows)
        {
            _mixture.Prepare();
            for (int place = 0; place < RowsAhead.Rows; _ = _mixture.IsRemarkable && _mixture.Settle())
                place += _mixture.Next(_ranks.AsSpan(from + place, RowsAhead.Rows - place), _wealth);
        }
    }

    public void Recent()
    {
        for (int from = 0; from < _bins.Length; from += RowsAhead.Rows)
        {
            _recent.Prepare();
            _recent.Add(_bins.AsSpan(from, RowsAhead.Rows));
        }
    }

    public void Alarm()
    {
        foreach (double value in _values)
            _alarm.Add(value);
    }

    public void Counter()
    {
        foreach (double value in _values)
            _counter.Add(value);
    }

    public void Quality()
    {
        foreach (double value in _values)
            _quality.Add(value, _row++, _row);
    }

    public void Distinct()
    {
        foreach (double value in _values)
            _distinct.Add((ulong)BitConverter.DoubleToInt64Bits(value));
    }

    public void DriftRows() => Observe(_drift);

    public void WindowRows() => Observe(_windows);

    public void QualityRows() => Observe(_qualities);

    private void Observe(IRecordMonitor monitor)
    {
        for (int from = 0; from < _values.Length; from += Watching.Features)
            monitor.Observe(new PredictionRecord { Version = _version, Numbers = _values.AsSpan(from, Watching.Features), Output = _values[from], TimeMicroseconds = ++_row });
    }
}
