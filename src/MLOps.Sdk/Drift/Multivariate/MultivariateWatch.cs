using MLOps.Sdk.Drift.Alarms;
using MLOps.Sdk.Drift.Derived;
using MLOps.Sdk.Drift.Windows;
using MLOps.Sdk.Recording;
using MLOps.Sdk.Statistics.Multivariate;
using MLOps.Sdk.Storage;

namespace MLOps.Sdk.Drift.Multivariate;

/// <summary>Watches how the features of one version go together: the error of each row, and windows of the discrepancy. Owned by the monitors' thread; a row takes no memory.</summary>
internal sealed class MultivariateWatch
{
    private readonly MultivariateReference _reference;
    private readonly MultivariateShape _shape;
    private readonly DriftAlarmOptions _options;
    private readonly DriftAlerts? _alerts;
    private readonly IWindowSink _sink;
    private readonly ServedVersion _version;
    private readonly double _alpha;
    private readonly RecordReader? _read;
    private readonly int[] _slots;
    private readonly double[] _row;
    private readonly double[] _standard;
    private readonly FourierMean _mean;
    private bool _raised;
    private long _rows;
    private long _windowRows;
    private long _first;
    private long _index;
    private long _from = long.MaxValue;
    private long _to = long.MinValue;
    private long _end = long.MaxValue;

    /// <param name="version">The version.</param>
    /// <param name="vector">What is watched.</param>
    /// <param name="alpha">The rate of false alarms of its windows.</param>
    /// <param name="shape">How the stream is cut.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="sink">Takes the windows.</param>
    /// <param name="alerts">Takes alerts; null raises none.</param>
    public MultivariateWatch(ServedVersion version, WatchedVector vector, double alpha, MultivariateShape shape, DriftAlarmOptions options, IWindowSink sink, IAlertSink? alerts)
    {
        MultivariateReference reference = vector.Reference;
        _version = version;
        _alpha = alpha;
        _read = vector.Read;
        _reference = reference;
        _shape = shape;
        _options = options;
        _sink = sink;
        _alerts = alerts is null || options.Method == AlarmMethod.None ? null : new DriftAlerts(version, MultivariateMonitor.MonitorName, options, alerts);
        _slots = _read is null ? [.. reference.Features.Select(name => version.Schema.Features.First(feature => feature.Name == name && feature.Kind == FeatureKind.Numeric).Slot)] : [];
        _row = new double[reference.Features.Length];
        _standard = new double[_row.Length];
        _mean = new FourierMean(reference.Fourier);
    }

    /// <summary>What the reader of the vector threw at the last prediction; null when it did not.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Counts a prediction, and gives the error of rebuilding it; NaN when a value is missing.</summary>
    public double Add(in PredictionRecord record)
    {
        if (record.TimeMicroseconds >= _end)
            Close();
        if (_windowRows == 0)
            (_first, _end) = (_rows, _shape.EndOf(record.TimeMicroseconds));
        double error = Measure(record);

        // The kernel's features cost microseconds: some rows of a window say as much.
        if (_rows % _shape.RowsPerSample == 0)
            _mean.Add(_standard);
        _rows++;
        _windowRows++;
        (_from, _to) = (Math.Min(_from, record.TimeMicroseconds), Math.Max(_to, record.TimeMicroseconds));
        if (_windowRows >= _shape.Rows)
            Close();
        return error;
    }

    /// <summary>The error of rebuilding a prediction; NaN when a value is missing.</summary>
    public double Measure(in PredictionRecord record)
    {
        Read(record);
        _reference.Standardise(_row, _standard);
        return _reference.Error(_standard);
    }

    /// <summary>Closes a window by time that is over.</summary>
    public void CloseElapsed(long now)
    {
        if (now >= _end)
            Close();
    }

    /// <summary>Closes the open window, however short.</summary>
    public void Close()
    {
        if (_windowRows == 0)
            return;

        double pValue = _mean.Rows > 1 ? _reference.Test.PValue(_mean.SquaredDistance(_reference.Mean), _reference.Mean.Rows, _mean.Rows) : double.NaN;
        var figures = new DriftStatistics
        {
            Rows = _windowRows,
            Mmd = Known(_mean.Discrepancy(_reference.Mean)),
            MmdPValue = Known(pValue),
            CentroidDistance = Known(_mean.CentroidDistance(_reference.Mean)),
            Missing = (double)_mean.Missing / Math.Max(_mean.Rows + _mean.Missing, 1),
        };
        _sink.Add(new StoredWindow
        {
            Model = _version.Schema.Name,
            Version = _version.Version,
            Monitor = MultivariateMonitor.MonitorName,
            Signal = _reference.DiscrepancyName,
            Index = _index++,
            FirstRow = _first,
            Rows = _windowRows,
            From = WallTime.Of(_from),
            To = WallTime.Of(_to),
            Statistics = figures.ToJson(),
        });
        Test(pValue);
        _mean.Clear();
        (_windowRows, _from, _to, _end) = (0, long.MaxValue, long.MinValue, long.MaxValue);
    }

    private void Read(in PredictionRecord record)
    {
        Fault = null;
        if (_read is null)
        {
            for (int i = 0; i < _slots.Length; i++)
                _row[i] = _slots[i] < record.Numbers.Length ? record.Numbers[_slots[i]] : double.NaN;
            return;
        }

        try
        {
            _read(record, _row);
        }
        catch (Exception fault)
        {
            _row.AsSpan().Fill(double.NaN);
            Fault = fault;
        }
    }

    /// <summary>Window k gets 6 α / (π² k²).</summary>
    private void Test(double pValue)
    {
        double level = 6 * _alpha / (Math.PI * Math.PI * _index * _index);
        if (_raised || !(pValue <= level))
            return;
        _raised = true;
        _alerts?.RaiseDiscrepancy(_reference, pValue, level, _mean.Discrepancy(_reference.Mean), _options.Alpha, WallTime.Of(_to), _first + _windowRows - 1);
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>How a stream is cut into windows of the discrepancy.</summary>
/// <param name="Rows">Rows of a window; the most there are when windows go by time.</param>
/// <param name="Microseconds">The time of a window; 0 when windows go by rows.</param>
/// <param name="RowsPerSample">One row of so many is looked at by the kernel.</param>
internal readonly record struct MultivariateShape(long Rows, long Microseconds, int RowsPerSample)
{
    private const int SampledRows = 500;

    public static MultivariateShape Of(DriftOptions options) => options.WindowDuration is { } duration
        ? new MultivariateShape(long.MaxValue, (long)duration.TotalMicroseconds, 4)
        : new MultivariateShape(options.WindowRows, 0, Math.Max(options.WindowRows / SampledRows, 1));

    /// <summary>When the window that a moment lies in is over, in microseconds since 1970.</summary>
    public long EndOf(long microseconds) => Microseconds == 0
        ? long.MaxValue
        : ((microseconds / Microseconds) - (microseconds % Microseconds < 0 ? 1 : 0) + 1) * Microseconds;
}
